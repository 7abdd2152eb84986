#!/usr/bin/env python3
"""Walks over very many streams, long runs of the server's own messages and deleted stretches: how long does
somebody else wait meanwhile? With one loop, so that a request that holds it is seen by everybody."""
import json
import time

from harness import Client, Report, Server, connect, fill, fork, measure, options, percentile

chosen = options(__doc__, [("--streams", {"type": int, "default": 0}),
                           ("--messages", {"type": int, "default": 0})])
STREAMS = chosen.streams or (100_000 if chosen.long else 5_000)
MESSAGES = chosen.messages or (1_000_000 if chosen.long else 20_000)
# In a release build. A debug build with all its checks needs twenty times as long.
BOUND = 50 if chosen.long else 1_000
# What somebody else asks for: it needs the loop and the index.
WATCHED = "/streams/many-1?d=f&m=20&p=0&e=1"
faults, figures = [], {}
JSON_BODY = {"Content-Type": "application/json"}


def pipelined(port, requests):
    """Sends requests, at most sixty-four ahead of the answers."""
    raw = connect(port, timeout=120)
    sent = got = 0
    tail = b""
    while got < len(requests):
        if sent < len(requests) and sent - got < 64:
            raw.sendall(b"".join(requests[sent:got + 64]))
            sent = min(got + 64, len(requests))
        more = raw.recv(1 << 18)
        if not more:
            raise SystemExit(f"the connection ended behind {got} answers")
        got += (tail + more).count(b"HTTP/1.1 2")
        tail = more[-9:]
    raw.close()


def spread(port, count, prefix):
    """Makes streams of one message, on eight connections."""
    def some(first):
        pipelined(port, [append(prefix, number) for number in range(first, count, 8)])

    makers = [fork.Process(target=some, args=(first,), daemon=True) for first in range(8)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()


def append(prefix, number):
    body = b'{"messageId":"%08x-0000-4000-8000-000000000000","type":"t","jsonData":{}}' % number
    return (b"POST /streams/%s%d HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (prefix, number, len(body), body))


def during(server, name, path, bound=BOUND):
    """Asks for a page again and again while somebody else asks for next to nothing. A request holds its loop
    no longer than it takes itself, at best: other processes may have the processor in between."""
    answers = fork.SimpleQueue()

    def ask():
        client, codes, quickest = Client(server.port, timeout=120), set(), 1e9
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            begin = time.monotonic()
            codes.add(client.get(path)[0])
            quickest = min(quickest, time.monotonic() - begin)
        answers.put((codes, quickest * 1000))

    process = fork.Process(target=ask, daemon=True)
    process.start()
    waits = measure(server.port, 1.5, WATCHED, appends=False)[0]
    codes, own = answers.get()
    process.join()
    waited = percentile(waits, 0.99)
    figures[name] = {"requestMs": round(own, 1), "waitedMs": round(waited, 1)}
    if own > bound and waited > bound:
        faults.append(f"{name}: it takes {own:.0f} ms, and somebody else waits {waited:.0f} ms")
    if max(codes) >= 500:
        faults.append(f"{name}: answers {codes}")


def once(server, name, method, path, bound=BOUND, body=None):
    """The same for a request that can be sent only once."""
    answers = fork.SimpleQueue()

    def watch():
        answers.put(measure(server.port, 3, WATCHED, appends=False)[0])

    process = fork.Process(target=watch)
    process.start()
    time.sleep(0.5)
    begin = time.monotonic()
    code = Client(server.port, timeout=120).send(method, path, body, JSON_BODY)[0]
    own = (time.monotonic() - begin) * 1000
    waited = max(answers.get())
    process.join()
    figures[name] = {"requestMs": round(own, 1), "waitedMs": round(waited, 1)}
    if code >= 300:
        faults.append(f"{name}: {code}")
    if waited > bound:
        faults.append(f"{name}: somebody else waits {waited:.0f} ms")


def main():
    report = Report(chosen)
    with Server(chosen, "--log-format", "off", "--loops", "1") as server:
        port = server.port
        fill(port)
        spread(port, STREAMS, b"many-")
        during(server, "alone", "/health/live")
        during(server, "listNoMatch", "/streams?p=nothing&t=e")
        during(server, "listAll", "/streams?m=10000")
        fill(port, "long", MESSAGES, 8)
        during(server, "prefixNoMatch", "/stream?d=f&m=20&p=0&e=0&prefix=nothing")
        during(server, "typeNoMatch", "/stream?d=b&m=20&p=-1&e=0&type=nothing")
        during(server, "pageLong", "/streams/long?d=b&m=20&p=-1&e=0")
        during(server, "pageLargest", "/streams/long?d=f&m=10000&p=0&e=1", BOUND * 4)
        holes(server)
        fill(port, "trimmed", MESSAGES, 8)
        once(server, "trim", "POST", "/streams/trimmed/metadata", BOUND * 2,
             json.dumps({"maxCount": 10}))
        fill(port, "whole", MESSAGES, 8)
        once(server, "deleteStream", "DELETE", "/streams/whole", BOUND * 2)
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    report.line("walks", faults, streams=STREAMS, messages=MESSAGES, **figures)
    report.end()


def holes(server):
    """Deletes all but the first and the last hundred of a stream, and reads across; then the last too."""
    port, count = server.port, MESSAGES // 10
    fill(port, "holes", count, 8)
    delete(port, "holes", range(100, count - 100))
    during(server, "acrossForwards", "/streams/holes?d=f&m=200&p=50&e=0")
    during(server, "acrossBackwards", f"/streams/holes?d=b&m=200&p={count - 50}&e=0")
    during(server, "insideHole", f"/streams/holes?d=f&m=1&p={count // 2}&e=0")
    during(server, "messageInHole", f"/streams/holes/{count // 2}")
    delete(port, "holes", range(count - 100, count))
    during(server, "newestGone", "/streams/holes?d=b&m=20&p=-1&e=0")
    during(server, "allAcross", "/stream?d=b&m=20&p=-1&e=0")
    during(server, "deletedRun", "/streams/$deleted?d=b&m=100&p=-1&e=1")


def delete(port, stream, versions):
    """Deletes messages, on eight connections."""
    def some(first):
        pipelined(port, [f"DELETE /streams/{stream}/{number} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
                         for number in versions[first::8]])

    workers = [fork.Process(target=some, args=(first,), daemon=True) for first in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


main()
