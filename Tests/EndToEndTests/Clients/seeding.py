"""Fills a store with what is hard to show: names that mean something elsewhere, bytes of all kinds, gaps.

    seeding.py http://127.0.0.1:5000/
"""

import http.client
import json
import sys
import urllib.parse
import uuid

NAMES = [
    "orders",
    "a/b/c",
    "100%",
    "50%25",
    "Zürich-東京-🙂",
    "e\u0301-decomposed",
    "it's",
    '"quoted"',
    "<script>alert(1)</script>",
    "what?now#here",
    "a&b=c;d,e",
    "{streamId}",
    "+plus+",
    "back\\slash",
    "http://example.org/",
    "mailto:me",
    "//host",
    "-1",
    "0",
    "metadata",
    "...",
    "x" * 1000,
]

JSON_PAYLOADS = [
    '{}',
    '{"n": 1.50, "big": 123456789012345678901234567890, "e": 1E+2}',
    '{"text": "\\u0000 \\ud83d\\ude42 </script> \\"q\\" \\\\", "date": "2018-12-17T10:00:00.000Z"}',
    '[1, [2, [3, null, true, false]]]',
    '{"a": 1, "a": 2}',
    '0',
]

RAW_PAYLOADS = [
    ("application/octet-stream", bytes(range(256))),
    ("text/csv; charset=utf-8", "name;stadt\n1;Zürich\n".encode()),
    ("text/html", b"<script>document.title = 'run'</script>"),
    ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("application/xml", b"<?xml version='1.0'?><a>&amp;]]></a>"),
    ("application/problem+json", b'{"title": "an event, not a failure"}'),
    ("x/empty", b""),
]


class Seeder:
    def __init__(self, base):
        self.base = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(self.base.netloc, timeout=30)
        self.number = 0

    def send(self, method, path, body=None, headers=None, allowed=(200, 201, 204)):
        self.connection.request(method, self.base.path.rstrip("/") + path, body, headers or {})
        response = self.connection.getresponse()
        text = response.read()
        if response.status not in allowed:
            raise SystemExit(f"seeding: {method} {path}: {response.status} {text!r}")
        return text

    def address(self, stream):
        """The path of a stream: a slash in its name is escaped twice."""
        return "/streams/" + urllib.parse.quote(stream, safe="").replace("%2F", "%252f")

    def identifier(self):
        self.number += 1
        return str(uuid.UUID(int=(0x5EED << 112) + self.number))

    def append(self, stream, payloads, type="seeded", metadata=None):
        """Appends JSON texts to a stream, in one request and to the letter."""
        messages = []
        for text in payloads:
            members = [
                f'"messageId": "{self.identifier()}"',
                f'"type": {json.dumps(type)}',
                f'"jsonData": {text}',
            ]
            if metadata is not None:
                members.append(f'"jsonMetadata": {json.dumps(metadata)}')
            messages.append("{" + ", ".join(members) + "}")
        body = ("[" + ",".join(messages) + "]").encode()
        self.send("POST", self.address(stream), body, {"Content-Type": "application/json"})

    def append_raw(self, stream, media_type, body, type):
        headers = {
            "Content-Type": media_type,
            "SSS-MessageType": type,
            "SSS-MessageId": self.identifier(),
            "SSS-Metadata": '{"raw": true}',
        }
        self.send("POST", self.address(stream), body, headers)

    def delete(self, path):
        self.send("DELETE", path)

    def set_metadata(self, stream, value):
        self.send(
            "POST", self.address(stream) + "/metadata", json.dumps(value).encode(),
            {"Content-Type": "application/json"})

    def seed(self):
        for name in NAMES:
            self.append(name, ['{"stream": %s}' % json.dumps(name)], type=f"type of {name[:40]}")
        self.append("json", JSON_PAYLOADS, type='"ü" <b> & \\', metadata='{"causation": [1, "ü"]}')
        for index, (media_type, body) in enumerate(RAW_PAYLOADS):
            self.append_raw("bytes", media_type, body, f"raw-{index}")
        # Longer than two pages, with gaps at the beginning, in the middle and at the end.
        self.append("long", ['{"n": %d}' % n for n in range(45)])
        for version in [0, 1, 20, 21, 22, 44]:
            self.delete(self.address("long") + f"/{version}")
        self.append("emptied", ["{}", "{}"])
        for version in [0, 1]:
            self.delete(self.address("emptied") + f"/{version}")
        self.append("empty", [])
        self.append("gone", ["{}"])
        self.set_metadata("gone", {"maxCount": 3})
        self.delete(self.address("gone"))
        self.append("again", ["{}", "{}"])
        self.delete(self.address("again"))
        self.append("again", ['{"second": "life"}'])
        self.append("bounded", ['{"n": %d}' % n for n in range(9)])
        self.set_metadata(
            "bounded", {"maxCount": 4, "maxAge": 1000000, "metadataJson": {"owner": "Ada ü <b>"}})
        self.set_metadata("not/yet", {"metadataJson": {"planned": True}})
        self.set_metadata("$deleted", {"maxCount": 100})
        self.seed_bytes()

    def seed_bytes(self):
        """Streams, files and uploads in the stores of bytes."""
        named = {"Content-Disposition": "attachment; filename*=UTF-8''Z%C3%BCrich%20%3Cb%3E.txt"}
        self.send("POST", "/v1/streams", b"to be, ", named)
        for media_type, body in RAW_PAYLOADS:
            self.send("POST", "/v1/queues/letters", body, {"Content-Type": media_type})
            self.send(
                "POST", "/files", body, {"Content-Type": media_type, **named}, allowed=(201, 409))
        self.send("PUT", "/v1/queues/~a.b_c-D", b"one")
        saved = json.loads(self.send("POST", "/v1/queues/emptied", b"one"))
        self.delete("/v1/streams/" + saved["id"])
        self.send("POST", "/files?hash=sha256", b"known by two names", named, allowed=(201, 409))
        version = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
        for place in ("/v1/uploads", "/files/uploads"):
            for length in ({"Upload-Defer-Length": "1"}, {"Upload-Length": "9"}):
                self.send(
                    "POST", place, b"half of i",
                    {**version, **length, "Upload-Metadata": "filename WsO8cmljaC50eHQ="})


if __name__ == "__main__":
    Seeder(sys.argv[1]).seed()
