#!/usr/bin/env python3
"""Uploads and downloads at a hundred bytes a second, two hundred of each: they are let be, they come to their end,
and nobody beside them waits (promises P17, P9). A fast client stores and reads bodies of 256 KiB meanwhile."""
import hashlib
import json
import os
import selectors
import socket
import time

from harness import Client, Report, Server, connect, fork, options, percentile, read_head, status

chosen = options(__doc__)
MANY, PACE = 200, 100
SECONDS = 60 if chosen.long else 12
FAST = os.urandom(256 << 10)


def bound(alone):
    """The most milliseconds that all but one request in a hundred may take beside the slow ones."""
    return max(50 if chosen.long else 400, 5 * alone)


class SlowPeers:
    """All slow peers, in one process: every tenth of a second each of them sends or reads ten bytes."""

    def __init__(self, port, place, size):
        self.port, self.place, self.size = port, place, size
        self.ready, self.queue = fork.Event(), fork.SimpleQueue()
        self.process = fork.Process(target=self.run, daemon=True)
        self.process.start()

    def run(self):
        bodies = [os.urandom(PACE * SECONDS + 200) for _ in range(MANY)]
        uploads = [self.upload(body, number % 2) for number, body in enumerate(bodies)]
        downloads = [self.download() for _ in range(MANY)]
        self.ready.set()
        self.queue.put(self.walk(bodies, uploads, downloads))

    def upload(self, body, chunked):
        raw = connect(self.port)
        framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
        raw.sendall(f"POST /v1/streams HTTP/1.1\r\nHost: h\r\n{framing}\r\n\r\n".encode())
        return raw

    def download(self):
        raw = connect(self.port, receive=4096)
        raw.sendall(f"GET {self.place} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        return raw

    def walk(self, bodies, uploads, downloads):
        def send(number, part):
            if part:
                chunk = b"%x\r\n%s\r\n" % (len(part), part) if number % 2 else part
                uploads[number].sendall(chunk)

        broken, read, sent = [], 0, 0
        step = PACE // 10
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            begin = time.monotonic()
            for number in range(MANY):
                try:
                    send(number, bodies[number][sent:sent + step])
                    read += len(downloads[number].recv(step))
                except OSError as error:
                    broken.append(f"{type(error).__name__} behind {sent} bytes")
            sent += step
            time.sleep(max(0, begin + 0.1 - time.monotonic()))
        return {"stored": [self.finish(number, bodies[number][sent:], send, uploads[number], broken)
                           for number in range(MANY)],
                "digests": [hashlib.sha256(body).hexdigest() for body in bodies], "broken": broken,
                "read": read, "downloads": sum(self.lives(raw) for raw in downloads)}

    def finish(self, number, rest, send, raw, broken):
        """Sends what is left, and gives the id."""
        try:
            send(number, rest)
            if number % 2:
                raw.sendall(b"0\r\n\r\n")
            answer = read_head(raw)
            if status(answer) != 201:
                broken.append(f"an upload got {answer[:80]}")
                return None
            return json.loads(answer.split(b"\r\n\r\n", 1)[1])["id"]
        except (OSError, ValueError) as error:
            broken.append(f"at its end: {type(error).__name__}")
            return None

    @staticmethod
    def lives(raw):
        """Whether the server still sends."""
        try:
            return bool(raw.recv(4096))
        except OSError:
            return False


def fast(port, seconds, queue):
    """Latencies of a client that stores, reads and deletes."""
    latencies, faults = [], []
    client = Client(port, timeout=20)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            begin = time.monotonic()
            found, body, _ = client.send("POST", "/v1/streams", FAST)
            middle = time.monotonic()
            place = f"/v1/streams/{json.loads(body)['id']}" if found == 201 else "/"
            got = client.send("GET", place)[1]
            latencies += [(middle - begin) * 1000, (time.monotonic() - middle) * 1000]
            if found != 201 or got != FAST:
                faults.append(f"status {found}, {len(got)} bytes")
            client.send("DELETE", place)
        except (OSError, ValueError) as error:
            faults.append(f"{type(error).__name__}: {error}")
            client.close()
            client = Client(port, timeout=20)
    queue.put((latencies, faults))


def measured(port, seconds):
    queue = fork.SimpleQueue()
    process = fork.Process(target=fast, args=(port, seconds, queue), daemon=True)
    process.start()
    result = queue.get()
    process.join()
    return result


def main():
    report, faults = Report(chosen), []
    with Server(chosen, "--log-format", "off") as server:
        alone, errors = measured(server.port, 3)
        body = os.urandom(8 << 20)
        stored = json.loads(Client(server.port).send("POST", "/v1/streams", body)[1])["id"]
        slow = SlowPeers(server.port, f"/v1/streams/{stored}", len(body))
        slow.ready.wait(60)
        beside, more = measured(server.port, SECONDS - 4)
        seen = slow.queue.get()
        slow.process.join()
        alone, beside = percentile(alone, 0.99), percentile(beside, 0.99)
        if beside > bound(alone):
            faults.append(f"p99 {beside:.0f} ms beside the slow ones, {alone:.0f} ms alone")
        faults += errors[:2] + more[:2] + seen["broken"][:3]
        if seen["downloads"] != MANY:
            faults.append(f"only {seen['downloads']} downloads lived to the end")
        wrong = 0
        client = Client(server.port)
        for place, digest in zip(seen["stored"], seen["digests"]):
            if place is None or hashlib.sha256(client.send("GET", f"/v1/streams/{place}")[1]).hexdigest() != digest:
                wrong += 1
        if wrong:
            faults.append(f"{wrong} slow uploads are not what was sent")
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    report.line("P17", faults, slowUploads=MANY, slowDownloads=MANY, p99Alone=round(alone, 1),
                p99Beside=round(beside, 1))
    report.end()


main()
