#!/usr/bin/env python3
"""No peer makes the server's memory grow beyond bounds, whatever it sends and whatever it does not read
(promise P18). Each case has a server of its own; growth is of the memory in use, sampled."""
import json
import selectors
import time

from attackers import Attack, pipeliners, slow_readers
from harness import (
    Client, Memory, Report, Server, connect, fill, measure, options, read_head, status)

chosen = options(__doc__, [("--only", {"default": ""})])
MEBIBYTE = 1 << 20
BODY = 30_000_000
# What unfinished requests may occupy. Twice of it is used, because room doubles as a body grows, and a thousand
# connections that are being refused need some too.
HELD = 8 * MEBIBYTE
UNSENT = 16 * MEBIBYTE
PAGE = 18 * MEBIBYTE
faults, figures = [], {}


def append_behind(server):
    """The status of an append soon after the peers left: a 503 says to try again, and what they held goes."""
    end = time.monotonic() + 5
    while True:
        found = Client(server.port).append("alive", [1])[0]
        if found != 503 or time.monotonic() > end:
            return found
        time.sleep(0.2)


def case(name, most, *arguments):
    """Runs a case against a fresh server and compares its growth with `most` bytes."""
    def decorate(body):
        if chosen.only and chosen.only != name:
            return
        with Server(chosen, "--log-format", "off", *arguments, name=name) as server:
            fill(server.port)
            measure(server.port, 0.5)
            prepared = body(server)
            next(prepared)
            watched = Memory(server)
            for _ in prepared:
                pass
            figures[name] = round(watched.growth() / MEBIBYTE, 1)
            if figures[name] * MEBIBYTE > most:
                faults.append(f"{name}: {figures[name]} MiB more, {most // MEBIBYTE} are allowed")
            try:
                found = append_behind(server)
                if found != 200:
                    faults.append(f"{name}: an append behind it got {found}")
            except OSError as error:
                faults.append(f"{name}: no answer behind it: {error}")
            if server.end()[0] != 0:
                faults.append(f"{name}: it did not end with 0")
            server.clear()
    return decorate


def post(fields, stream="b"):
    return (f"POST /streams/{stream} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            f"{fields}\r\n\r\n").encode()


@case("endless", 4 * BODY)
def endless(server):
    """A chunked body that never ends."""
    yield
    raw = connect(server.port)
    raw.sendall(post("Transfer-Encoding: chunked"))
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    begin, sent = time.monotonic(), 0
    try:
        while time.monotonic() - begin < 15:
            raw.sendall(chunk)
            sent += 65536
        faults.append(f"endless: {sent} bytes were taken")
    except OSError:
        pass
    # The answer was there before the connection went.
    second = connect(server.port)
    second.sendall(post("Transfer-Encoding: chunked") + chunk * (BODY // 65536 + 1))
    found = status(read_head(second))
    if found != 413:
        faults.append(f"endless: status {found}")


@case("limit", 4 * BODY)
def limit(server):
    """Bodies of exactly the limit and of one byte more."""
    yield
    message = '{"messageId":"%s","type":"t","jsonData":{}}'
    for extra, expected in ((0, 200), (1, 413), (0, 200)):
        body = message % f"00000000-0000-4000-8000-00000000000{extra}"
        body += " " * (BODY + extra - len(body))
        raw = connect(server.port)
        raw.sendall(post(f"Content-Length: {len(body)}"))
        try:
            raw.sendall(body.encode())
        except OSError:
            pass
        found = status(read_head(raw))
        raw.close()
        if found != expected:
            faults.append(f"limit: a body of {len(body)} bytes got {found}")


def hold(server, heads, each, seconds, what):
    """Sends `each` bytes behind every one of `heads` and never the rest; counts the answers."""
    selector, answers = selectors.DefaultSelector(), {}
    padding = b" " * 65536
    for head in heads:
        raw = connect(server.port)
        raw.setblocking(False)
        selector.register(raw, selectors.EVENT_READ | selectors.EVENT_WRITE, [head, each])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, ready in selector.select(0.1):
            raw, state = key.fileobj, key.data
            try:
                if ready & selectors.EVENT_READ:
                    got = raw.recv(65536)
                    found = status(got)
                    if found:
                        answers[found] = answers.get(found, 0) + 1
                        if found == 503 and b"retry-after" not in got.lower():
                            faults.append(f"{what}: a 503 without Retry-After")
                    if not got:
                        selector.unregister(raw)
                        raw.close()
                    continue
                if state[0]:
                    sent = raw.send(state[0])
                    state[0] = state[0][sent:]
                elif state[1] > 0:
                    sent = raw.send(padding[:state[1]])
                    state[1] -= sent
                else:
                    selector.modify(raw, selectors.EVENT_READ, state)
            except BlockingIOError:
                pass
            except OSError:
                selector.unregister(raw)
                raw.close()
    return answers, selector


@case("halfBodies", 64 * MEBIBYTE, "--max-held-request-bytes", str(HELD))
def half_bodies(server):
    """Many connections, each with the first half of a large body."""
    yield
    count, each = (10_000, 200_000) if chosen.long else (1_000, 200_000)
    answers, _ = hold(
        server, [post(f"Content-Length: {BODY}")] * count, each, 20 if chosen.long else 6, "halfBodies")
    figures["halfBodiesRefused"] = answers.get(503, 0)
    if not answers.get(503) or set(answers) - {503, 408}:
        faults.append(f"halfBodies: answers {answers}")
    found = Client(server.port).append("small", [1])[0]
    if found != 200:
        faults.append(f"halfBodies: a small append beside them got {found}")


@case("halfChunked", 64 * MEBIBYTE, "--max-held-request-bytes", str(HELD))
def half_chunked(server):
    """The same with bodies of unknown length."""
    yield
    head = post("Transfer-Encoding: chunked") + b"1312D00\r\n"
    answers, _ = hold(server, [head] * (4_000 if chosen.long else 500), 200_000, 6, "halfChunked")
    if not answers.get(503) or set(answers) - {503, 408}:
        faults.append(f"halfChunked: answers {answers}")


@case("halfHeads", 64 * MEBIBYTE, "--max-held-request-bytes", str(HELD))
def half_heads(server):
    """Many connections, each with most of a head."""
    yield
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Padding: " + b"x" * 30_000
    answers, _ = hold(server, [head] * (10_000 if chosen.long else 2_000), 0, 6, "halfHeads")
    if not answers.get(503) or set(answers) - {503, 408}:
        faults.append(f"halfHeads: answers {answers}")


@case("fields", 64 * MEBIBYTE)
def fields(server):
    """Heads with endless fields."""
    yield
    for _ in range(2_000 if chosen.long else 200):
        raw = connect(server.port)
        try:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100_000)
        except OSError:
            pass
        found = 0
        try:
            found = status(read_head(raw))
        except OSError:
            pass
        raw.close()
        if found not in (431, 0):
            faults.append(f"fields: {found}")
            return


@case("pipelined", 64 * MEBIBYTE)
def pipelined(server):
    """Requests without end from peers that read no answer."""
    attack = Attack(pipeliners, server.port, 200, "/streams/healthy?d=f&m=20&p=0&e=1")
    yield
    time.sleep(20 if chosen.long else 4)
    attack.end()


# Beside what is kept, each of two loops makes a page, and has the one that it made last.
@case("readers", 64 * MEBIBYTE + 4 * PAGE, "--loops", "2", "--max-unsent-bytes", str(UNSENT))
def readers(server):
    """Sixty-four peers that ask for ten megabytes and take nothing."""
    fill(server.port, "large", 10_000, 1_000)
    path = "/streams/large?d=f&m=10000&p=0&e=1"
    found, page, _ = Client(server.port, timeout=120).get(path)
    figures["pageBytes"] = len(page)
    if found != 200 or len(page) < 10_000_000:
        faults.append(f"readers: a page of {len(page)} bytes, status {found}")
    yield
    attack = Attack(slow_readers, server.port, 64, path, 0)
    attack.ready.wait(60)
    # Meanwhile somebody else is served.
    _, errors = measure(server.port, 10 if chosen.long else 6)
    if errors:
        faults.append(f"readers: the client beside them: {len(errors)} errors, {errors[0]}")
    attack.end()


report = Report(chosen)
report.line("P18", faults, growthMiB=figures)
report.end()
