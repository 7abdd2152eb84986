"""The part of the session of `openapi.py` that meets the byte faces: `session(ask)` and `uploads(ask, …)`.

What is refused is asked for in every media type in which a refusal may be told.
"""

import base64
import hashlib
import json
import socket
import urllib.parse
import uuid

HAL = {"Accept": "application/hal+json"}
WAYS = ({}, HAL, {"Accept": "application/prs.hal-forms+json"}, {"Accept": "text/html"})

# Two blocks of one MD5 (Marc Stevens, Single-block collision attack on MD5, 2012).
BLOCK = (
    "4dc968ff0ee35c209572d4777b721587d36fa7b21bdc56b74a3dc0783e7b9518"
    "afbfa200a8284bf36e8e4b55b35f427593d849676da0d1555d8360fb5f07fea2"
)
COLLIDING = [
    bytes.fromhex(BLOCK),
    bytes.fromhex(BLOCK.replace("afbfa200", "afbfa202").replace("d1555d", "d1d55d")),
]
NOBODY = "00000000-0000-4000-8000-000000000000"
WRONG = {"Repr-Digest": "sha-256=:" + base64.b64encode(bytes(32)).decode() + ":"}


def refused(ask, method, path, headers=None, body=None, expect=None):
    for way in WAYS:
        ask(method, path, {**(headers or {}), **way}, body, expect=expect)


def downloads(ask, path):
    """Every way in which bytes are answered that are there."""
    tag = ask("GET", path, expect=200)[1]["ETag"]
    ask("GET", path, HAL, expect=200)
    ask("GET", path, {"Range": "bytes=0-1"}, expect=206)
    ask("GET", path, {"Range": "bytes=0-0,2-2"}, expect=206)
    ask("GET", path, {"Range": "bytes=99-"}, expect=416)
    ask("GET", path, {"If-None-Match": tag}, expect=304)
    ask("GET", path, {"If-Match": '"nothing"'}, expect=412)


def streams(ask):
    """The stream store. Returns the values of its paths."""
    ask("GET", "/ping", expect=200)
    top = "/v1/streams"
    ask("GET", top, expect=404)
    ask("GET", top, HAL, expect=200)
    ask("DELETE", top, expect=200)
    queue = "/v1/queues/openapi"
    ids = []
    refused(ask, "GET", queue, expect=404)
    refused(ask, "GET", queue + "/first", expect=404)
    refused(ask, "GET", queue + "/last", expect=404)
    refused(ask, "DELETE", queue, expect=404)
    for method in ("POST", "PUT"):
        for place in (top, queue):
            for way in WAYS:
                made = ask(method, place, way, b"some bytes", expect=201)
            ids.append(made[1]["Location"].rsplit("/", 1)[1])
            refused(ask, method, place, WRONG, b"some bytes", expect=400)
        refused(ask, method, "/v1/queues/.hidden", None, b"some bytes", expect=400)
    for part in ("", "/metadata", "/next", "/previous"):
        for nobody in (NOBODY, "nothing"):
            refused(ask, "GET", f"{top}/{nobody}{part}", expect=404)
    ask("GET", f"{top}/{ids[1]}/metadata", expect=200)
    downloads(ask, f"{top}/{ids[1]}")
    downloads(ask, f"{top}/{ids[1]}/next")
    downloads(ask, f"{top}/{ids[1]}/previous")
    downloads(ask, queue + "/first")
    downloads(ask, queue + "/last")
    ask("GET", queue, expect=200)
    ask("GET", queue + "?limit=1&after=1&order=desc", expect=200)
    refused(ask, "GET", queue + "?limit=0", expect=400)
    ask("GET", "/v1/queues", expect=200)

    merge = "/v1/merge"
    ask("GET", merge, expect=404)
    ask("GET", merge, HAL, expect=200)
    kind = {"Content-Type": "application/json"}
    for way in WAYS:
        parts = json.dumps({"streams": ids[:2], "queue": "merged"}).encode()
        ask("POST", merge, {**kind, **way}, parts, expect=201)
    refused(ask, "POST", merge, kind, b'{"streams": 7}', expect=400)
    nothing = json.dumps({"streams": [NOBODY]}).encode()
    refused(ask, "POST", merge, kind, nothing, expect=404)
    refused(ask, "POST", merge, kind, b" " * 70_000, expect=413)

    ask("DELETE", f"{top}/{ids[0]}", expect=200)
    for nobody in (NOBODY, "nothing"):
        refused(ask, "DELETE", f"{top}/{nobody}", expect=404)
    refused(ask, "DELETE", "/v1/queues/merged", expect=409)
    ask("DELETE", "/v1/queues/merged?purge=true", expect=200)
    return {"id": ids[1], "queue": "openapi"}


def original(ask):
    """The file store at its one address."""
    name = hashlib.md5(b"a file").hexdigest()
    ask("GET", "/?file_hash=", expect=400)
    ask("GET", f"/?file_hash={name}", expect=404)
    ask("DELETE", "/", expect=400)
    ask("DELETE", f"/?file_hash={name}", expect=404)
    kind = {"Content-Type": "application/octet-stream"}
    ask("POST", "/", kind, b"a file", expect=200)
    ask("POST", "/", kind, b"a file", expect=409)
    ask("POST", "/", {**kind, **WRONG}, b"another file", expect=400)
    ask("POST", "/", kind, b"", expect=400)
    tag = ask("GET", f"/?file_hash={name}", expect=200)[1]["ETag"]
    ask("GET", f"/?file_hash={name}", {"Range": "bytes=0-1"}, expect=206)
    ask("GET", f"/?file_hash={name}", {"Range": "bytes=99-"}, expect=416)
    ask("GET", f"/?file_hash={name}", {"If-None-Match": tag}, expect=304)
    ask("DELETE", f"/?file_hash={name}", expect=200)


def files(ask):
    """The file store at its other addresses. Returns the values of its paths."""
    top = "/files"
    ask("GET", top, expect=200)
    refused(ask, "GET", top + "?limit=0", expect=400)
    refused(ask, "GET", top + "?after=nothing", expect=400)
    kind = {"Content-Type": "application/octet-stream"}
    for method in ("POST", "PUT"):
        for way in WAYS:
            bytes_ = method.encode() + json.dumps(way).encode()
            ask(method, top, {**kind, **way}, bytes_, expect=201)
            ask(method, top, {**kind, **way}, bytes_, expect=409)
        refused(ask, method, top, {**kind, **WRONG}, b"another file", expect=400)
        refused(ask, method, top + "?hash=none", kind, b"another file", expect=400)
    ask("POST", top, kind, COLLIDING[0], expect=201)
    refused(ask, "POST", top, kind, COLLIDING[1], expect=409)

    for way in WAYS:
        content = b"put " + json.dumps(way).encode()
        path = f"/files/{hashlib.md5(content).hexdigest()}"
        longer = f"/files/{hashlib.sha512(content).hexdigest()}"
        headers = {**kind, **way}
        ask("PUT", path, headers, content, expect=201)
        ask("PUT", path, headers, content, expect=200)
        ask("PUT", path, {**headers, "If-None-Match": "*"}, content, expect=412)
        ask("PUT", longer, headers, content, expect=409)
        ask("PUT", path, headers, b"other bytes", expect=400)
        ask("PUT", "/files/nothing", headers, content, expect=404)
        ask("DELETE", path, {**way, "If-Match": '"nothing"'}, expect=412)
        ask("DELETE", path, way, expect=204)
        ask("DELETE", path, way, expect=404)
        ask("GET", path, way, expect=404)
    content = b"what is kept"
    name = hashlib.md5(content).hexdigest()
    ask("PUT", f"/files/{name}", kind, content, expect=201)
    downloads(ask, f"/files/{name}")
    return {"hash": name}


def uploads(ask, root, top):
    """Uploads that can be resumed. Returns the values of their paths."""
    tus = {"Tus-Resumable": "1.0.0"}
    part = {**tus, "Content-Type": "application/offset+octet-stream"}
    false = {"Upload-Checksum": "sha1 " + base64.b64encode(bytes(20)).decode()}
    nobody = f"{top}/{NOBODY}"

    def begun(length=3):
        made = ask("POST", top, {**tus, "Upload-Length": str(length)}, expect=201)
        return urllib.parse.urljoin(top, made[1]["Location"])

    refused(ask, "POST", top, {"Upload-Length": "3"}, expect=412)
    refused(ask, "POST", top, tus, expect=400)
    checked = {**part, "Upload-Length": "3", **false}
    refused(ask, "POST", top, checked, b"abc", expect=460)
    refused(ask, "POST", top, {**part, "Upload-Length": "2"}, b"abc", expect=413)
    if top.startswith("/files"):
        colliding = {**part, "Upload-Length": "64"}
        refused(ask, "POST", top, colliding, COLLIDING[1], expect=409)
    else:
        refused(ask, "GET", top + "?queue=.hidden", expect=400)
    one = begun()
    ask("GET", top, expect=200)
    ask("GET", one, tus, expect=200)
    ask("HEAD", one, tus, expect=200)
    refused(ask, "GET", one, {"Tus-Resumable": "0.2"}, expect=412)
    refused(ask, "GET", nobody, tus, expect=404)

    for method, override in (("PATCH", {}), ("POST", {"X-HTTP-Method-Override": "PATCH"})):
        whole = {**part, **override}
        at = {**whole, "Upload-Offset": "0"}
        place = begun()
        refused(ask, method, place, {**at, "Tus-Resumable": "0.2"}, b"abc", expect=412)
        refused(ask, method, place, whole, b"abc", expect=400)
        refused(ask, method, nobody, at, b"abc", expect=404)
        refused(ask, method, place, {**at, "Upload-Offset": "1"}, b"abc", expect=409)
        refused(ask, method, place, at, b"abcd", expect=413)
        refused(ask, method, place, {**at, "Content-Type": "text/plain"}, b"abc", expect=415)
        refused(ask, method, place, {**at, **false}, b"abc", expect=460)
        with held(root, place):
            refused(ask, method, place, {**at, "Upload-Offset": "1"}, b"bc", expect=423)
            refused(ask, "GET", place, expect=200)
            refused(ask, "DELETE", place, tus, expect=423)
        there = int(ask("HEAD", place, tus, expect=200)[1]["Upload-Offset"])
        rest = {**at, "Upload-Offset": str(there)}
        ask(method, place, rest, b"abc"[there:], expect=204)
    place = begun()
    refused(ask, "POST", place, tus, expect=405)
    ask("POST", place, {**tus, "X-HTTP-Method-Override": "DELETE"}, expect=204)
    refused(ask, "DELETE", nobody, tus, expect=404)
    refused(ask, "DELETE", one, {"Tus-Resumable": "0.2"}, expect=412)
    ask("DELETE", one, tus, expect=204)
    return {"uploadID": begun().rsplit("/", 1)[1]}


class held:
    """Somebody who continues an upload, and takes his time."""

    def __init__(self, root, place):
        self.address = urllib.parse.urlsplit(root)
        self.place = place

    def __enter__(self):
        where = (self.address.hostname, self.address.port)
        self.socket = socket.create_connection(where)
        head = (
            f"PATCH {self.place} HTTP/1.1\r\nHost: {self.address.netloc}\r\n"
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
            "Content-Type: application/offset+octet-stream\r\n\r\n"
        )
        self.socket.sendall(head.encode())
        # The server asks for the bytes when it has the upload.
        self.socket.recv(100)
        return self

    def __exit__(self, *_):
        self.socket.sendall(b"a")
        self.socket.shutdown(socket.SHUT_WR)
        while self.socket.recv(4096):
            pass
        self.socket.close()
