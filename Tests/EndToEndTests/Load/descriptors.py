#!/usr/bin/env python3
"""Out of descriptors the server neither spins nor dies, and serves again as soon as one is free (promise
P19)."""
import select
import socket
import subprocess
import time

from harness import Client, Report, Server, connect, fill, measure, options, read_head, status

chosen = options(__doc__)
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
faults, figures = [], {}


def answer(raw, seconds):
    """The status of an answer that comes in time, else 0."""
    raw.settimeout(seconds)
    try:
        return status(read_head(raw))
    except OSError:
        return 0


def crowd(port, count):
    """As many connections as the kernel lets in, each with a request."""
    peers = []
    for _ in range(count):
        try:
            raw = connect(port, timeout=2)
            raw.sendall(REQUEST)
            peers.append(raw)
        except OSError:
            pass
    return peers


def is_open(raw):
    """Whether the server neither answered nor ended the connection."""
    raw.setblocking(False)
    try:
        raw.recv(1, socket.MSG_PEEK)
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def full(name, *arguments):
    """Fills a server with 256 descriptors, and looks what it does then."""
    server = Server(
        chosen, "--log-format", "off", *arguments, name=name, before=["prlimit", "--nofile=256", "--"])
    with server:
        fill(server.port)
        time.sleep(0.3)
        before = server.descriptors()
        peers = crowd(server.port, 1_000)
        time.sleep(1)
        used = server.processor_seconds()
        seconds = 5 if chosen.long else 2
        time.sleep(seconds)
        figures[f"{name}ProcessorPercent"] = round(
            (server.processor_seconds() - used) / seconds * 100, 1)
        if figures[f"{name}ProcessorPercent"] > 5:
            faults.append(f"{name}: {figures[f'{name}ProcessorPercent']} % of a processor while full")
        served = [raw for raw in peers if answer(raw, 0.001) == 204]
        figures[f"{name}Served"] = len(served)
        if not served:
            faults.append(f"{name}: nobody was served")
        # Those that were let in are served on, with appends that need files too.
        held = served[0]
        held.sendall(REQUEST)
        if answer(held, 5) != 204:
            faults.append(f"{name}: a connection that was let in is not served on")
        # As soon as some go, others come in: those that wait already, or, where nobody does, a new one.
        waiting = [raw for raw in peers if raw not in served and answer(raw, 0.001) == 0 and is_open(raw)]
        for raw in served[1:20]:
            raw.close()
        begin, found = time.monotonic(), 0
        while found != 204 and time.monotonic() - begin < 5:
            if waiting:
                ready, _, _ = select.select(waiting[:500], [], [], 1)
                found = answer(ready[0], 1) if ready else 0
            else:
                late = connect(server.port, timeout=1)
                late.sendall(REQUEST)
                found = answer(late, 1)
                late.close()
        figures[f"{name}NextSeconds"] = round(time.monotonic() - begin, 2)
        if found != 204 or figures[f"{name}NextSeconds"] > (1 if chosen.long else 3):
            faults.append(f"{name}: status {found} after {figures[f'{name}NextSeconds']} s")
        for raw in peers:
            raw.close()
        end = time.monotonic() + 10
        while server.descriptors() > before and time.monotonic() < end:
            time.sleep(0.1)
        left = server.descriptors() - before
        figures[f"{name}Leaked"] = left
        if left > 0:
            faults.append(f"{name}: {left} descriptors are left behind")
        _, errors = measure(server.port, 0.5)
        if errors:
            faults.append(f"{name}: afterwards {errors[0]}")
        if server.end()[0] != 0:
            faults.append(f"{name}: it did not end with 0")


def files():
    """No descriptor is left for the log's files when a segment is full: writes are refused, none is lost, and
    they go on when there are descriptors again."""
    server = Server(chosen, "--log-format", "off", name="files")
    with server:
        fill(server.port)
        client = Client(server.port)
        client.get("/")
        limit(server.pid, server.descriptors())
        kept, refused = 0, {}
        payload = {"x": "x" * 1_000_000}
        begin = time.monotonic()
        # A segment has 64 MiB.
        for _ in range(150):
            found = client.append("big", [payload])[0]
            if found == 200:
                kept += 1
            else:
                refused[found] = refused.get(found, 0) + 1
        if client.get("/streams/healthy?d=f&m=20&p=0&e=1")[0] != 200:
            faults.append("files: reads fail without descriptors")
        figures["filesRefused"] = refused
        if set(refused) != {503}:
            faults.append(f"files: without descriptors {refused}")
        limit(server.pid, 20_000)
        time.sleep(1.2)
        found = client.append("big", [payload])[0]
        if found != 200:
            faults.append(f"files: with descriptors again {found}")
        kept += found == 200
        server.end()
        server.start()
        state = Client(server.port).get("/streams/big?d=b&m=1&p=-1&e=0")[1]
        if f'"lastStreamVersion":{kept - 1}'.encode() not in state:
            faults.append(f"files: {kept} were acknowledged, there are others")
        server.end()


def limit(pid, count):
    subprocess.run(["prlimit", f"--pid={pid}", f"--nofile={count}:"], check=True)


report = Report(chosen)
full("reserve")
# Without a reserve the descriptors do end.
full("spent", "--max-reserved-descriptors", "0", "--max-connections", "20000")
files()
report.line("P19", faults, **figures)
report.end()
