#!/usr/bin/env python3
"""A body as large as one likes goes in and comes out with the same digest, and the server's memory does not notice
(promise P18): with a length and chunked, into both stores, in one and in parts. --long: 5 GB each, and no more than
32 MB of memory in all."""
import hashlib
import http.client
import os
import urllib.parse

from harness import Client, Memory, Report, Server, options

chosen = options(__doc__)
SIZE = 5_000_000_000 if chosen.long else 300_000_000
GROWTH, MOST = 16 << 20, 32_000_000
BLOCK = 1 << 20


def pieces(size):
    """Bytes that differ from block to block, and need no disk."""
    base = os.urandom(BLOCK)
    for number in range(0, size, BLOCK):
        yield (number.to_bytes(8, "big") + base[8:])[:size - number]


def send(port, path, method, length):
    """Sends a body; the answer, its Location, and the digest of what was sent."""
    digest = hashlib.sha256()

    def body():
        for piece in pieces(SIZE):
            digest.update(piece)
            yield piece

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Content-Length": str(SIZE)} if length else {}
    connection.request(method, path, body(), headers, encode_chunked=not length)
    answer = connection.getresponse()
    text = answer.read()
    place = answer.headers.get("Location")
    return answer.status, text, place and urllib.parse.urljoin(path, place), digest.hexdigest()


def fetch(port, path, parts):
    """The digest of what is there, read in so many ranges."""
    digest = hashlib.sha256()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    step = -(-SIZE // parts)
    for start in range(0, SIZE, step):
        connection.request("GET", path, headers={"Range": f"bytes={start}-{start + step - 1}"} if parts > 1 else {})
        answer = connection.getresponse()
        while piece := answer.read(BLOCK):
            digest.update(piece)
    return digest.hexdigest()


def main():
    report, faults, figures = Report(chosen), [], {}
    with Server(chosen, "--log-format", "off") as server:
        Client(server.port).send("POST", "/v1/streams", b"first")
        Client(server.port).send("PUT", "/files", b"first")
        for name, method, path, length, parts in (
                ("stream", "POST", "/v1/streams", True, 1), ("chunked stream", "PUT", "/v1/streams", False, 7),
                ("file", "PUT", "/files", True, 7), ("chunked file", "POST", "/files", False, 1)):
            watched = Memory(server)
            found, text, place, digest = send(server.port, path, method, length)
            if found != 201 or not place:
                faults.append(f"{name}: {found} {text[:200]}")
                continue
            if fetch(server.port, place, parts) != digest:
                faults.append(f"{name}: what came back is something else")
            figures[name] = round(watched.growth() / (1 << 20), 1)
            if figures[name] * (1 << 20) > GROWTH:
                faults.append(f"{name}: {figures[name]} MiB more")
            if chosen.long and watched.most > MOST:
                faults.append(f"{name}: {watched.most / 1e6:.1f} MB in all")
            figures["most MB"] = max(figures.get("most MB", 0), round(watched.most / 1e6, 1))
            if Client(server.port).send("DELETE", place)[0] not in (200, 204):
                faults.append(f"{name}: cannot be deleted")
    report.line("P18", faults, bytes=SIZE, **figures)
    report.end()


main()
