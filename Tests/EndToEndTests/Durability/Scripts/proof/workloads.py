"""The workloads of P3: a few operations each, through the real server's front door."""
import os
import random
import signal
import time

from proof.load import messages


class Session:
    """Performs operations one after the other and remembers where in the recording each began and ended, and
    which messages there must be after it."""

    def __init__(self, server, recorded, seed):
        self.server = server
        self.recorded = recorded
        self.randomness = random.Random(seed)
        self.steps = []
        self.streams = {}

    def size(self):
        return os.path.getsize(self.recorded) if os.path.exists(self.recorded) else 0

    def step(self, operation, *words):
        """Does one operation, which the server must acknowledge."""
        begin = self.size()
        operation(*words)
        expected = {name: list(ids) for name, ids in self.streams.items()}
        self.steps.append((begin, self.size(), expected))

    def ask(self, *words):
        client = self.server.client()
        answer = client.ask(*words)
        client.close()
        if answer is None or answer.status not in (200, 201, 204):
            raise SystemExit(f"{words[:2]}: {answer}")
        return answer

    # Operations.

    def start(self):
        self.server.start()

    def stop(self):
        if self.server.end(signal.SIGTERM) != 0:
            raise SystemExit("the server did not stop in good order")

    def kill(self):
        self.server.end(signal.SIGKILL)

    def append(self, stream, count, size):
        batch = messages(stream, count, self.randomness, sizes=(size,))
        client = self.server.client()
        answer = client.append(stream, batch)
        client.close()
        if answer is None or answer.status != 200:
            raise SystemExit(f"{stream}: {answer}")
        self.streams.setdefault(stream, []).extend(one["messageId"] for one in batch)

    def delete_message(self, stream, place):
        self.ask("DELETE", f"/streams/{stream}/{self.streams[stream][place]}")
        del self.streams[stream][place]

    def delete_stream(self, stream):
        self.ask("DELETE", f"/streams/{stream}")
        del self.streams[stream]

    def keep_newest(self, stream, count):
        self.ask("POST", f"/streams/{stream}/metadata", f'{{"maxCount":{count}}}',
                 {"Content-Type": "application/json"})
        self.streams[stream] = self.streams[stream][-count:]

    def forget_nothing(self, stream):
        self.ask("POST", f"/streams/{stream}/metadata", "{}", {"Content-Type": "application/json"})

    def rest(self, seconds=0.4):
        """Waits until the files are left alone: index files and scavenging are done in the background."""
        size, since = self.size(), time.monotonic()
        while time.monotonic() - since < seconds:
            time.sleep(0.05)
            if self.size() != size:
                size, since = self.size(), time.monotonic()


# Name, segment length, operations: (method, arguments…). Every one begins with an empty directory.
WORKLOADS = [
    ("appends", 64 << 10, [
        ("append", "a", 1, 10), ("append", "b", 1, 3000), ("append", "a", 1, 9000),
        ("append", "c", 1, 300), ("append", "a", 1, 6000)]),
    ("batches", 64 << 10, [
        ("append", "a", 3, 2000), ("append", "b", 20, 300), ("append", "a", 8, 700),
        ("append", "b", 2, 5000)]),
    ("segments", 16 << 10, [
        ("append", "a", 2, 5000), ("append", "b", 3, 3000), ("append", "a", 1, 12000),
        ("append", "b", 1, 20), ("append", "a", 2, 6000)]),
    # The pause lets the next segment be prepared.
    ("next segment", 32 << 10, [
        ("append", "a", 2, 8000), ("rest", 0.3), ("append", "b", 3, 6000), ("rest", 0.3),
        ("append", "a", 2, 9000)]),
    ("deleting", 16 << 10, [
        ("append", "a", 4, 2500), ("append", "b", 2, 800), ("delete_message", "a", 1),
        ("delete_stream", "a"), ("append", "a", 2, 3000)]),
    ("metadata", 16 << 10, [
        ("append", "a", 5, 1200), ("keep_newest", "a", 2), ("append", "b", 1, 5000),
        ("forget_nothing", "a"), ("append", "b", 2, 4000)]),
    ("scavenging", 16 << 10, [
        ("append", "a", 3, 4500), ("append", "b", 1, 900), ("append", "a", 3, 4000),
        ("delete_stream", "a"), ("rest", 2.5)]),
    ("stop and start", 16 << 10, [
        ("append", "a", 2, 4000), ("stop",), ("start",), ("append", "b", 3, 3000), ("stop",)]),
    ("kill and start", 16 << 10, [
        ("append", "a", 2, 5000), ("kill",), ("start",), ("append", "a", 3, 4000), ("stop",)]),
]
