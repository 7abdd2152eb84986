"""A small HTTP client: one connection that stays open and comes back when the server does."""
import json
import socket
import time


class Answer:
    """What the server said: status, fields in lower case, body."""

    def __init__(self, status, fields, body):
        self.status = status
        self.fields = fields
        self.body = body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    def __repr__(self):
        return f"{self.status} {self.body[:200]!r}"


class CutOff(Exception):
    """The connection ended before the answer did."""


class Client:
    """Sends requests one after the other to a port of the loopback."""

    def __init__(self, port, patience=30.0):
        self.port = port
        self.patience = patience
        self.socket = None
        self.buffer = b""

    def close(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None
        self.buffer = b""

    def begin(self, method, path, body=None, fields=None, part=1.0):
        """Sends a request, or a part of its bytes, and does not wait for the answer."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.patience)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
                 "Accept: application/hal+json"]
        if body is not None:
            body = body if isinstance(body, bytes) else body.encode()
            lines.append(f"Content-Length: {len(body)}")
        for name, value in (fields or {}).items():
            lines.append(f"{name}: {value}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        request = head + (body or b"")
        self.socket.sendall(request[:max(int(len(request) * part), 1)])

    def finish(self, method="GET"):
        """Waits for the answer to what was begun."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        fields = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        if status < 200:
            return self.finish(method)
        body = b""
        if method != "HEAD" and status not in (204, 304):
            if fields.get("transfer-encoding", "").lower() == "chunked":
                body = self._chunks()
            else:
                body = self._exactly(int(fields.get("content-length", "0")))
        if fields.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, fields, body)

    def ask(self, method, path, body=None, fields=None):
        """The answer, or None where it was cut off or there is no server."""
        try:
            self.begin(method, path, body, fields)
            return self.finish(method)
        except (OSError, CutOff, ValueError, IndexError):
            self.close()
            return None

    def append(self, stream, messages, expected=-2):
        """Appends messages (dictionaries, or a body that is ready) to a stream."""
        body = messages if isinstance(messages, (str, bytes)) else json.dumps(messages)
        return self.ask("POST", f"/streams/{stream}", body, {
            "Content-Type": "application/json", "SSS-ExpectedVersion": str(expected)})

    def everything(self, page=1000, payloads=True, patience=60):
        """Every message of the all-stream, oldest first."""
        found, position = [], 0
        end = time.monotonic() + patience
        while True:
            answer = self.ask("GET", f"/stream?d=f&m={page}&p={position}&e={int(payloads)}")
            if answer is None or answer.status != 200:
                if time.monotonic() > end:
                    raise SystemExit(f"everything cannot be read back: {answer}")
                time.sleep(0.02)
                continue
            document = answer.json
            messages = document["_embedded"]["streamStore:message"]
            # Embedded messages come newest first, also in forward pages.
            found += reversed(messages)
            if document["isEnd"]:
                return found
            position = messages[0]["position"] + 1

    def _more(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise CutOff()
        self.buffer += data

    def _until(self, mark):
        while True:
            end = self.buffer.find(mark)
            if end >= 0:
                found, self.buffer = self.buffer[:end], self.buffer[end + len(mark):]
                return found
            self._more()

    def _exactly(self, count):
        if len(self.buffer) < count:
            parts, have = [self.buffer], len(self.buffer)
            while have < count:
                data = self.socket.recv(1 << 18)
                if not data:
                    raise CutOff()
                parts.append(data)
                have += len(data)
            self.buffer = b"".join(parts)
        found, self.buffer = self.buffer[:count], self.buffer[count:]
        return found

    def _chunks(self):
        parts = []
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            if size == 0:
                while self._until(b"\r\n"):
                    pass
                return b"".join(parts)
            parts.append(self._exactly(size))
            self._exactly(2)
