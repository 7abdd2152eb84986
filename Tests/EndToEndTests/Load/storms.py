#!/usr/bin/env python3
"""Storms: everybody connects at once, everybody appends at once, peers say half of what they mean."""
import json
import selectors
import shutil
import time
import uuid

from harness import (
    Client, Report, Server, connect, fill, fork, measure, options, percentile, read_head, status)

chosen = options(__doc__)
GET = b"GET /streams/healthy?d=f&m=20&p=0&e=1 HTTP/1.1\r\nHost: a\r\nAccept: application/hal+json\r\n\r\n"
faults, figures = [], {}


def together(port, requests, seconds=60):
    """Connects once for each request without waiting for anybody, and reads an answer of each: (the answers'
    statuses, the answers)."""
    import errno
    import socket
    selector, answers, texts = selectors.DefaultSelector(), {}, []
    for request in requests:
        raw = socket.socket()
        raw.setblocking(False)
        raw.connect_ex(("127.0.0.1", port))
        selector.register(raw, selectors.EVENT_WRITE, [request, b""])
    end, left = time.monotonic() + seconds, len(requests)
    while left and time.monotonic() < end:
        for key, _ in selector.select(1):
            raw, state = key.fileobj, key.data
            try:
                if state[0]:
                    state[0] = state[0][raw.send(state[0]):]
                    if not state[0]:
                        selector.modify(raw, selectors.EVENT_READ, state)
                    continue
                got = raw.recv(65536)
                state[1] += got
                if got and not whole(state[1]):
                    continue
                found = status(state[1])
            except BlockingIOError:
                continue
            except OSError as error:
                found = -(error.errno or errno.EIO)
            answers[found] = answers.get(found, 0) + 1
            texts.append(state[1])
            selector.unregister(raw)
            raw.close()
            left -= 1
    if left:
        answers["none"] = left
    return answers, texts


def whole(answer):
    """Whether an answer with a length is here to its end."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line[15:])
    return True


def accepts(server):
    count = 5_000
    begin = time.monotonic()
    answers, _ = together(server.port, [GET] * count)
    figures.update(connects=answers, connectsSeconds=round(time.monotonic() - begin, 1))
    if answers != {200: count}:
        faults.append(f"{count} connects at once: {answers}")


def appends(server, count, stream=None):
    """Everybody appends at once. Over the limit of writes under way it is 503 with Retry-After, and nothing is
    kept of those; what was acknowledged is there."""
    ids = [str(uuid.uuid4()) for _ in range(count)]
    requests = []
    for number, message in enumerate(ids):
        body = json.dumps({"messageId": message, "type": "t", "jsonData": {"n": number}})
        requests.append((f"POST /streams/{stream or f'storm-{number % 50}'} HTTP/1.1\r\nHost: a\r\n"
                         f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                         f"{body}").encode())
    answers, texts = together(server.port, requests)
    figures[f"appends{count}"] = answers
    if set(answers) - {200, 503} or not answers.get(200):
        faults.append(f"{count} appends at once: {answers}")
    for text in texts:
        if status(text) == 503 and b"retry-after" not in text.lower():
            faults.append("a 503 without Retry-After")
    kept = json.loads(Client(server.port).get("/stream?d=b&m=1&p=-1&e=0")[1])
    return answers.get(200, 0), kept["fromPosition"]


def crowded():
    """On a disk that needs a fifth of a second for each sync more writes wait than may."""
    if not shutil.which("strace"):
        return
    slow = Server(chosen, "--log-format", "off", name="crowded", before=[
        "strace", "-f", "-qq", "-e", "trace=fdatasync", "-e", "inject=fdatasync:delay_enter=200000",
        "-o", "/dev/null"])
    with slow:
        kept, _ = appends(slow, 5_000, "crowded")
        answers = figures["crowded"] = figures.pop("appends5000")
        if not answers.get(503):
            faults.append(f"nobody was told to come again: {answers}")
        state = json.loads(Client(slow.port).get("/streams/crowded?d=b&m=1&p=-1&e=0")[1])
        if state["lastStreamVersion"] + 1 != kept:
            faults.append(f"{kept} appends were acknowledged, {state['lastStreamVersion'] + 1} are there")
        if Client(slow.port).append("behind", [1])[0] != 200:
            faults.append("behind the crowd appends fail")
        slow.end()


def half_closed(server):
    """Peers that close their side behind the request are answered to the end."""
    for request, count in ((GET, 1), (GET * 100, 100)):
        raw = connect(server.port)
        raw.sendall(request)
        raw.shutdown(1)
        got = b""
        while more := raw.recv(1 << 20):
            got += more
        if got.count(b"HTTP/1.1 200") != count:
            faults.append(f"half closed: {got.count(b'HTTP/1.1 200')} of {count} answers")
    raw = connect(server.port)
    raw.sendall(b"POST /streams/cut HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                b"Content-Length: 100\r\n\r\n[")
    raw.shutdown(1)
    if status(read_head(raw)) != 400:
        faults.append("a body cut off is not told so")
    # A hundred requests and gone: whoever comes next is served.
    for _ in range(200 if chosen.long else 20):
        raw = connect(server.port)
        raw.sendall(GET * 100)
        raw.close()
    _, errors = measure(server.port, 1)
    if errors:
        faults.append(f"beside peers that went: {errors[0]}")


def main():
    report = Report(chosen)
    with Server(chosen, "--log-format", "off") as server:
        fill(server.port)
        before = server.descriptors()
        for _ in range(10 if chosen.long else 1):
            accepts(server)
        first = json.loads(Client(server.port).get("/stream?d=b&m=1&p=-1&e=0")[1])["fromPosition"]
        total = 0
        for _ in range(10 if chosen.long else 1):
            kept, last = appends(server, 5_000)
            total += kept
        if last - first != total:
            faults.append(f"{total} appends were acknowledged, {last - first} are there")
        half_closed(server)
        time.sleep(1)
        left = server.descriptors() - before
        if left > 8:
            faults.append(f"{left} descriptors are left behind")
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    crowded()
    report.line("storms", faults, **{str(k): v for k, v in figures.items()})
    report.end()


main()
