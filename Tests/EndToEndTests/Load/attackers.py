"""Peers that mean no good, each kind in a process of its own. They tell what became of them."""
import random
import selectors
import time

from harness import connect, fork, status


class Attack:
    """Runs `body(stop, result)` in a process until it is stopped; `result` is a dictionary."""

    def __init__(self, body, *arguments):
        self.stop, self.queue = fork.Event(), fork.SimpleQueue()
        self.ready = fork.Event()
        self.process = fork.Process(target=self._run, args=(body, arguments), daemon=True)
        self.process.start()

    def _run(self, body, arguments):
        result = {"errors": 0}
        try:
            body(self, result, *arguments)
        finally:
            self.ready.set()
            self.queue.put(result)

    def end(self):
        self.stop.set()
        result = self.queue.get()
        self.process.join()
        return result


class Peers:
    """Many sockets that are looked at together."""

    def __init__(self, port, count, receive=None):
        self.selector, self.port, self.receive = selectors.DefaultSelector(), port, receive
        self.open, self.statuses, self.lifetimes = {}, {}, []
        for _ in range(count):
            self.add()

    def add(self):
        try:
            raw = connect(self.port, self.receive)
        except OSError:
            return None
        raw.setblocking(False)
        self.open[raw] = time.monotonic()
        self.selector.register(raw, selectors.EVENT_READ, bytearray())
        return raw

    def send(self, raw, data):
        try:
            return raw.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self.forget(raw)
            return 0

    def forget(self, raw):
        if raw not in self.open:
            return
        key = self.selector.unregister(raw)
        self.lifetimes.append(time.monotonic() - self.open.pop(raw))
        found = status(bytes(key.data))
        self.statuses[found] = self.statuses.get(found, 0) + 1
        raw.close()

    def look(self, seconds):
        """Reads what comes for that long; who was ended is forgotten."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                try:
                    got = key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                except OSError:
                    got = b""
                if len(key.data) < 64:
                    key.data.extend(got[:64])
                if not got:
                    self.forget(key.fileobj)


def slow_heads(attack, result, port, count, again=True):
    """A head byte by byte, never complete; who is ended comes again."""
    peers = Peers(port, count)
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Padding: " + b"x" * 4000
    sent = {raw: 0 for raw in peers.open}
    attack.ready.set()
    while not attack.stop.is_set():
        for raw in list(peers.open):
            place = sent.get(raw, 0)
            if place == 0:
                # The server's patience begins with the first byte.
                peers.open[raw] = time.monotonic()
            peers.send(raw, head[place:place + 1])
            sent[raw] = place + 1
        peers.look(0.2)
        while again and len(peers.open) < count and peers.add():
            pass
        if not again and not peers.open:
            break
    result.update(statuses=peers.statuses, longest=max(peers.lifetimes, default=0),
                  left=len(peers.open))


def slow_bodies(attack, result, port, count):
    """A body of ten bytes a second."""
    peers = Peers(port, count)
    head = (b"POST /streams/slow HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000000\r\n\r\n")
    begun = set()
    attack.ready.set()
    while not attack.stop.is_set():
        for raw in list(peers.open):
            peers.send(raw, b" " if raw in begun else head)
            begun.add(raw)
        peers.look(0.1)
        while len(peers.open) < count and peers.add():
            pass
    result.update(statuses=peers.statuses, longest=max(peers.lifetimes, default=0))


def slow_readers(attack, result, port, count, path, bytes_each=100):
    """Large pages, of which a little is taken now and then; 0: nothing at all."""
    def join():
        raw = connect(port, 4096)
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: application/hal+json\r\n\r\n".encode())
        raw.setblocking(False)
        return raw
    peers = [join() for _ in range(count)]
    attack.ready.set()
    while not attack.stop.is_set():
        for index, raw in enumerate(peers):
            if bytes_each:
                try:
                    if not raw.recv(bytes_each):
                        raise ConnectionError
                except BlockingIOError:
                    pass
                except OSError:
                    try:
                        peers[index] = join()
                    except OSError:
                        result["errors"] += 1
        attack.stop.wait(0.2)


def pipeliners(attack, result, port, count, path):
    """Requests without end, and no answer is read."""
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: application/hal+json\r\n\r\n".encode() * 64
    peers = [connect(port, 4096) for _ in range(count)]
    for raw in peers:
        raw.setblocking(False)
    attack.ready.set()
    while not attack.stop.is_set():
        for raw in peers:
            try:
                raw.send(request)
            except OSError:
                pass
        attack.stop.wait(0.05)


def resetters(attack, result, port):
    """Connections that are torn down in every state that there is."""
    import socket
    import struct
    body = b"[" + b" " * 70000 + b"]"
    head = (b"POST /streams/reset HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body))
    states = [b"", b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
              b"GET /streams/healthy?d=f&m=20&p=0&e=1 HTTP/1.1\r\nHost: a\r\n\r\n" * 100,
              head, head + body[:1], head + body[:40000], head + body,
              b"POST /streams/reset HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              b"Transfer-Encoding: chunked\r\n\r\n5\r\n[  ", b"X\r\n\r\n", b"\x16\x03\x01\x02\x00\x01"]
    attack.ready.set()
    result["resets"] = 0
    while not attack.stop.is_set():
        try:
            raw = connect(port)
            raw.setblocking(False)
            try:
                raw.send(random.choice(states))
            except OSError:
                pass
            pause = random.choice((0, 0, 0.0005, 0.003))
            if pause:
                time.sleep(pause)
            if random.random() < 0.5:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif random.random() < 0.5:
                raw.shutdown(socket.SHUT_WR)
            raw.close()
            result["resets"] += 1
        except OSError:
            result["errors"] += 1
