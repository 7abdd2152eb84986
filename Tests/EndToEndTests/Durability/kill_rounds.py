#!/usr/bin/env python3
"""Kills a running server again and again while 64 clients write, and compares what it kept with what it
acknowledged (promises P1, P4, P5, P6 and P8).

    kill_rounds.py HALSERVER RESOURCES DIRECTORY [--rounds 20] [--writers 64] [--seed N]

Every writer owns a stream, on which it appends batches of one to five messages with the exact expected
version, and shares one of four streams with the others, where it appends with any version. A request
whose answer was cut off is sent again, unchanged, to the next server: it must be there once. Others delete messages of their own
and say metadata. A follower reads the all-stream all the time. At the end everything is read back and the
files are verified. Prints one line of JSON; exits with 1 and the reasons if anything was lost, doubled,
reordered, torn, invented, late, or came back."""
import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
import zlib

arguments = argparse.ArgumentParser()
arguments.add_argument("halserver")
arguments.add_argument("resources")
arguments.add_argument("directory")
arguments.add_argument("--rounds", type=int, default=20)
arguments.add_argument("--writers", type=int, default=64)
arguments.add_argument("--seed", type=int, default=int(time.time()))
options = arguments.parse_args()
os.makedirs(options.directory, exist_ok=True)

faults = []
stopping = threading.Event()


def fault(text):
    faults.append(text)
    if len(faults) > 20:
        stopping.set()


class Server:
    """The server under test, always on the same port and the same data directory."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.starts = []
        self.log = open(os.path.join(options.directory, "server.log"), "ab")

    def start(self):
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [options.halserver, "serve", "--listen", f"127.0.0.1:{self.port}", "--data",
             os.path.join(options.directory, "data"), "--resources", options.resources,
             "--log-format", "off"], stdout=self.log, stderr=self.log)
        while True:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}: see server.log")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 204:
                    break
            except OSError:
                pass
            finally:
                connection.close()
            if time.monotonic() - begin > 30:
                raise SystemExit("the server was not ready within 30 seconds")
            time.sleep(0.005)
        self.starts.append(time.monotonic() - begin)

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        self.process.wait()


server = Server()


class Client:
    """One keep-alive connection that reconnects when the server is gone."""

    def __init__(self):
        self.connection = None

    def send(self, method, path, body=None, headers={}):
        """The answer as (status, JSON), or None where it was cut off."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            self.connection.request(
                method, path, body, {"Accept": "application/hal+json", **headers})
            answer = self.connection.getresponse()
            data = answer.read()
            return answer.status, json.loads(data) if data else None
        except (OSError, http.client.HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            time.sleep(0.01)
            return None


def messages(stream, count, randomness):
    batch = []
    batch_id = str(uuid.UUID(int=randomness.getrandbits(128), version=4))
    for index in range(count):
        filler = "x" * randomness.choice((10, 200, 3000))
        batch.append({
            "messageId": str(uuid.UUID(int=randomness.getrandbits(128), version=4)), "type": "tested",
            "jsonData": {"stream": stream, "batch": batch_id, "index": index, "of": count,
                         "filler": filler, "crc": zlib.crc32(filler.encode())}})
    return batch


class Writer(threading.Thread):
    def __init__(self, number):
        super().__init__(daemon=True)
        self.own = f"own-{number}"
        self.shared = f"shared-{number % 4}"
        self.randomness = random.Random(options.seed * 1000 + number)
        self.acknowledged = {self.own: [], self.shared: []}
        self.pending = {}
        self.client = Client()
        self.repeats = 0

    def run(self):
        version = -3
        while not stopping.is_set():
            stream = self.own if self.randomness.random() < 0.7 else self.shared
            batch = messages(stream, self.randomness.randint(1, 5), self.randomness)
            expected = version if stream == self.own else -2
            self.pending[stream] = batch
            answer = self.deliver(stream, batch, expected)
            if answer is None:
                return
            self.pending.pop(stream)
            self.acknowledged[stream].append(batch)
            if stream == self.own:
                before = -1 if version == -3 else version
                if answer["currentVersion"] != before + len(batch):
                    fault(f"{stream}: version {answer['currentVersion']} behind {before}+{len(batch)}")
                version = answer["currentVersion"]

    def deliver(self, stream, batch, expected):
        body = json.dumps(batch)
        tries = 0
        while not stopping.is_set():
            tries += 1
            answer = self.client.send("POST", f"/streams/{stream}", body, {
                "Content-Type": "application/json", "SSS-ExpectedVersion": str(expected)})
            if answer is None:
                continue
            if tries > 1:
                self.repeats += 1
            if answer[0] in (200, 201):
                return answer[1]
            if answer[0] == 503:
                time.sleep(0.01)
                continue
            fault(f"{stream}: {answer[0]} for try {tries} with expected version {expected}: {answer[1]}")
            return None


class Deleter(threading.Thread):
    """Appends to a stream of its own, deletes some of it again, and says metadata. Everything that was
    acknowledged must hold; what was cut off may."""

    def __init__(self, number):
        super().__init__(daemon=True)
        self.stream = f"deleted-{number}"
        self.randomness = random.Random(options.seed * 2000 + number)
        self.kept, self.gone, self.open = set(), set(), set()
        self.said, self.saying = None, None
        self.client = Client()

    def until_answered(self, method, path, body=None):
        while not stopping.is_set():
            answer = self.client.send(method, path, body, {"Content-Type": "application/json"})
            if answer is None or answer[0] == 503:
                continue
            if answer[0] not in (200, 201, 204):
                fault(f"{method} {path}: {answer}")
            return True
        return False

    def run(self):
        path = f"/streams/{self.stream}"
        while not stopping.is_set():
            batch = messages(self.stream, 2, self.randomness)
            ids = [message["messageId"] for message in batch]
            self.open.update(ids)
            if not self.until_answered("POST", path, json.dumps(batch)):
                return
            self.open.difference_update(ids)
            self.kept.update(ids)
            self.kept.discard(ids[1])
            self.open.add(ids[1])
            if not self.until_answered("DELETE", f"{path}/{ids[1]}"):
                return
            self.open.discard(ids[1])
            self.gone.add(ids[1])
            if self.randomness.random() < 0.2:
                self.saying = (self.said or 1_000_000) + 1
                body = json.dumps({"maxCount": self.saying})
                if not self.until_answered("POST", f"{path}/metadata", body):
                    return
                self.said, self.saying = self.saying, None

    def check(self, kept):
        ids = {message["messageId"] for message in kept}
        if self.kept - ids:
            fault(f"{self.stream}: {len(self.kept - ids)} messages are lost")
        if self.gone & ids:
            fault(f"{self.stream}: {len(self.gone & ids)} deleted messages came back")
        if ids - self.kept - self.open:
            fault(f"{self.stream}: {len(ids - self.kept - self.open)} messages nobody sent")
        answer = Client().send("GET", f"/streams/{self.stream}/metadata")
        found = answer[1].get("maxCount") if answer else "no answer"
        if found not in (self.said, self.saying if self.saying else self.said):
            fault(f"{self.stream}: maxCount is {found}, {self.said} was acknowledged")


class Follower(threading.Thread):
    """Reads the all-stream forwards without pause and remembers what it saw in which order."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = []
        self.streams = []
        self.passed = 0

    def run(self):
        client = Client()
        while not stopping.is_set():
            answer = client.send("GET", f"/stream?d=f&m=500&p={self.passed}&e=0")
            if answer is None or answer[0] != 200:
                continue
            page = answer[1]["_embedded"]["streamStore:message"]
            found = [m["position"] for m in reversed(page)]
            self.streams += [(m["position"], m["streamId"]) for m in page]
            if any(position < self.passed for position in found) or found != sorted(set(found)):
                fault(f"follower: positions {found[:5]}… behind {self.passed}")
            self.seen += found
            if found:
                self.passed = found[-1] + 1


def read_all(client):
    everything, position = [], 0
    while True:
        answer = client.send("GET", f"/stream?d=f&m=1000&p={position}&e=1")
        if answer is None:
            raise SystemExit("the server is gone while everything is read back")
        page = answer[1]["_embedded"]["streamStore:message"]
        everything += reversed(page)
        if answer[1]["isEnd"]:
            return everything
        position = page[0]["position"] + 1


def check(everything, writers, deleters, follower):
    positions = [message["position"] for message in everything]
    if positions != sorted(set(positions)):
        fault("positions do not rise")
    seen = set(follower.seen)
    late = [p for p in positions if p < follower.passed and p not in seen]
    if late:
        fault(f"{len(late)} positions appeared behind the follower, the first is {late[0]}")
    streams = {}
    for message in everything:
        streams.setdefault(message["streamId"], []).append(message)
    for deleter in deleters:
        deleter.check(streams.pop(deleter.stream, []))
    positions = {m["position"] for kept in streams.values() for m in kept}
    if {position for position, stream in follower.streams if not stream.startswith("deleted-")} - positions:
        fault("the follower saw messages that are gone")
    for name, kept in streams.items():
        if [m["streamVersion"] for m in kept] != list(range(len(kept))):
            fault(f"{name}: versions are not 0, 1, 2 …")
        ids = [m["messageId"] for m in kept]
        if len(ids) != len(set(ids)):
            fault(f"{name}: a message is there twice")
        index = 0
        while index < len(kept):
            first = json.loads(kept[index]["payload"])
            batch = [json.loads(m["payload"]) for m in kept[index:index + first["of"]]]
            whole = [b["batch"] == first["batch"] and b["index"] == i for i, b in enumerate(batch)]
            if len(batch) != first["of"] or not all(whole):
                fault(f"{name}@{index}: a batch is torn")
            if any(b["crc"] != zlib.crc32(b["filler"].encode()) for b in batch):
                fault(f"{name}@{index}: a payload is damaged")
            index += max(first["of"], 1)
    sent = set()
    for writer in writers:
        for name in (writer.own, writer.shared):
            place = {m["messageId"]: m["streamVersion"] for m in streams.get(name, [])}
            order = [m["messageId"] for batch in writer.acknowledged[name] for m in batch]
            lost = [i for i in order if i not in place]
            if lost:
                fault(f"{name}: {len(lost)} acknowledged messages are lost")
            found = [place[i] for i in order if i in place]
            if found != sorted(found):
                fault(f"{name}: acknowledged messages are reordered")
            sent.update(order)
            sent.update(m["messageId"] for m in writer.pending.get(name, []))
    invented = [m for kept in streams.values() for m in kept if m["messageId"] not in sent]
    if invented:
        fault(f"{len(invented)} messages nobody sent")


def main():
    randomness = random.Random(options.seed)
    server.start()
    writers = [Writer(number) for number in range(options.writers)]
    deleters = [Deleter(number) for number in range(options.writers // 16)]
    follower = Follower()
    for thread in (*writers, *deleters, follower):
        thread.start()
    for _ in range(options.rounds):
        time.sleep(randomness.uniform(0.1, 0.6))
        server.kill()
        server.start()
        if stopping.is_set():
            break
    time.sleep(0.3)
    stopping.set()
    for thread in (*writers, *deleters, follower):
        thread.join(60)
        if thread.is_alive():
            fault("a client still waits for an answer")
    server.kill()
    server.start()
    check(read_all(Client()), writers, deleters, follower)
    server.kill(signal.SIGTERM)
    verified = subprocess.run(
        [options.halserver, "verify", "--data", os.path.join(options.directory, "data")],
        capture_output=True, text=True)
    if verified.returncode != 0:
        fault(f"verify: {verified.stdout}{verified.stderr}")
    count = sum(len(b) for w in writers for batches in w.acknowledged.values() for b in batches)
    print(json.dumps({
        "seed": options.seed, "kills": options.rounds + 1, "acknowledged": count,
        "repeats": sum(w.repeats for w in writers),
        "deleted": sum(len(d.gone) for d in deleters),
        "startMilliseconds": round(sorted(server.starts)[len(server.starts) // 2] * 1000),
        "faults": faults}))
    return 1 if faults or count == 0 else 0


sys.exit(main())
