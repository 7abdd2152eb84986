#!/usr/bin/env python3
"""Uploads that break off, anywhere and in every way, leave nothing behind (promise P9): not a file, not a temporary
one, not a place in a queue; also where the server is killed in the middle of them."""
import json
import os
import random
import signal
import socket
import struct
import time

from harness import Client, Report, Server, connect, options, read_head, status

chosen = options(__doc__)
TIMES = 1000 if chosen.long else 240
KILLS = 10 if chosen.long else 2


def body():
    """Mostly short, sometimes past the length from which on uploads go past the page cache."""
    return os.urandom(random.choice((1, 700, 60_000, 300_000, 3_000_000)))


def boundary_body(data):
    return (b'--xYz\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + data + b"\r\n--xYz--\r\n",
            "Content-Type: multipart/form-data; boundary=xYz\r\n")


def request():
    """The bytes of an upload, and where in them its body begins."""
    data, more = body(), ""
    method, path = random.choice((
        ("POST", "/v1/streams"), ("PUT", "/v1/streams"), ("POST", "/v1/queues/aborts"), ("PUT", "/files"),
        ("POST", "/files"), ("POST", "/")))
    if path in ("/files", "/") and random.random() < 0.6:
        data, more = boundary_body(data)
    if random.random() < 0.5:
        framing, sent = f"Content-Length: {len(data)}\r\n", data
    else:
        size = random.choice((1000, 16_384, 100_000))
        chunks = [data[at:at + size] for at in range(0, len(data), size)]
        framing = "Transfer-Encoding: chunked\r\n"
        sent = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: h\r\n{framing}{more}\r\n".encode()
    return head + sent, len(head)


def broken(port):
    """One upload that ends too early: hung up, reset, or with a chunk that is none. Its status, or 0."""
    whole, start = request()
    cut = random.randrange(start, len(whole))
    raw = connect(port)
    try:
        raw.sendall(whole[:cut])
        way = random.choice(("close", "half", "reset", "nonsense"))
        if way == "reset":
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif way == "nonsense" and b"chunked" in whole[:start] and cut < len(whole) - 4:
            # In the middle of a chunk this is data; then what follows is missing. Behind the last chunk's size it
            # would be the end.
            raw.sendall(b"\r\nzz\r\n\r\n")
            raw.shutdown(socket.SHUT_WR)
            return status(read_head(raw))
        elif way == "half":
            raw.shutdown(socket.SHUT_WR)
            return status(read_head(raw))
        return 0
    except OSError:
        return 0
    finally:
        raw.close()


def files(server):
    """What lies in the directories of bytes, but for what says what they are."""
    found = []
    for name in ("DATA", "store"):
        for folder, _, names in os.walk(os.path.join(server.data, name)):
            found += [os.path.join(folder, one) for one in names if one != "README"]
    return found


def left(server, patience=20):
    """The files that are left once all uploads are over."""
    end = time.monotonic() + patience
    while (found := files(server)) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def main():
    report, faults, statuses = Report(chosen), [], {}
    with Server(chosen, "--log-format", "off") as server:
        for _ in range(TIMES):
            found = broken(server.port)
            statuses[found] = statuses.get(found, 0) + 1
        if any(200 <= found < 300 for found in statuses):
            faults.append(f"a broken upload was acknowledged: {statuses}")
        faults += [f"left behind: {name}" for name in left(server)]
        descriptors = server.descriptors()
        for _ in range(KILLS):
            held = [connect(server.port) for _ in range(8)]
            for raw in held:
                whole, start = request()
                raw.sendall(whole[:random.randrange(start, len(whole))])
            time.sleep(random.random() / 5)
            server.end(signal.SIGKILL)
            for raw in held:
                raw.close()
            server.start()
            faults += [f"left behind a kill: {name}" for name in left(server)]
        found, text, _ = Client(server.port).send("POST", "/v1/streams", b"whole")
        if found != 201 or Client(server.port).send("GET", f"/v1/streams/{json.loads(text)['id']}")[1] != b"whole":
            faults.append(f"an upload behind all that got {found}")
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    report.line("P9", faults, aborts=TIMES, kills=KILLS, statuses=statuses, descriptors=descriptors)
    report.end()


main()
