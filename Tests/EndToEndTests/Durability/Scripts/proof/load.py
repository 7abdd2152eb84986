"""Clients that write while the server is broken again and again, and remember what it acknowledged."""
import json
import random
import threading
import time
import uuid
import zlib


def new_id(randomness):
    return str(uuid.UUID(int=randomness.getrandbits(128), version=4))


def messages(stream, count, randomness, sizes=(10, 200, 3000)):
    """A batch that tells of itself where it belongs, so that whatever is found can be judged alone."""
    batch_id = new_id(randomness)
    batch = []
    for index in range(count):
        filler = "x" * randomness.choice(sizes) + str(randomness.getrandbits(30))
        batch.append({
            "messageId": new_id(randomness), "type": "tested",
            "jsonData": {"stream": stream, "batch": batch_id, "index": index, "of": count,
                         "filler": filler, "crc": zlib.crc32(filler.encode())}})
    return batch


class Worker(threading.Thread):
    """A client in a thread of its own that gives up only when the load ends."""

    def __init__(self, server, findings, seed):
        super().__init__(daemon=True)
        self.findings = findings
        self.randomness = random.Random(seed)
        self.client = server.client()

    @property
    def stops(self):
        return self.findings.stopping.is_set()

    def insist(self, method, path, body=None, fields=None, accepted=(200, 201, 204)):
        """Sends a request unchanged until it is answered; None when the load ends before. `tries` tells how
        often it was sent."""
        self.tries = 0
        while not self.stops:
            self.tries += 1
            answer = self.client.ask(method, path, body, fields)
            if answer is None:
                time.sleep(0.01)
                continue
            if answer.status == 503:
                time.sleep(0.01)
                continue
            if answer.status not in accepted:
                self.findings.add("other", f"{method} {path}, try {self.tries}: {answer}")
            return answer
        return None


class Writer(Worker):
    """Owns a stream, on which it appends batches with the exact expected version, and shares another one, where
    it appends with any version. A request whose answer was cut off is sent again as it was."""

    def __init__(self, server, findings, number, seed, largest=5, sizes=(10, 200, 3000)):
        super().__init__(server, findings, seed * 1000 + number)
        self.own = f"own-{number}"
        self.shared = f"shared-{number % 4}"
        self.acknowledged = {self.own: [], self.shared: []}
        # Of batches on the own stream: the version and position of the last message, as it was answered.
        self.places = {}
        self.pending = {}
        self.largest = largest
        self.sizes = sizes
        self.repeats = 0
        self.limit = None

    @property
    def count(self):
        return sum(len(batch) for batches in self.acknowledged.values() for batch in batches)

    def run(self):
        version = -3
        while not self.stops and (self.limit is None or self.count < self.limit):
            stream = self.own if self.randomness.random() < 0.7 else self.shared
            size = self.randomness.randint(1, self.largest)
            batch = messages(stream, size, self.randomness, self.sizes)
            expected = version if stream == self.own else -2
            self.pending[stream] = batch
            answer = self.insist("POST", f"/streams/{stream}", json.dumps(batch), {
                "Content-Type": "application/json", "SSS-ExpectedVersion": str(expected)})
            if answer is None or answer.status not in (200, 201):
                return
            self.repeats += self.tries > 1
            self.pending.pop(stream)
            self.acknowledged[stream].append(batch)
            if stream == self.own:
                said = answer.json
                before = -1 if version == -3 else version
                if said["currentVersion"] != before + len(batch):
                    self.findings.add(
                        "gap", f"{stream}: {said['currentVersion']} behind {before}+{len(batch)}")
                version = said["currentVersion"]
                self.places[batch[-1]["messageId"]] = (version, said["currentPosition"])


class Deleter(Worker):
    """Appends to a stream of its own, deletes some of it again, and says metadata. What was acknowledged must
    hold; what was cut off may."""

    def __init__(self, server, findings, number, seed):
        super().__init__(server, findings, seed * 2000 + number)
        self.stream = f"deleted-{number}"
        self.kept, self.gone, self.open = set(), set(), set()
        self.said, self.saying = None, None

    def run(self):
        path = f"/streams/{self.stream}"
        json_body = {"Content-Type": "application/json"}
        while not self.stops:
            batch = messages(self.stream, 2, self.randomness)
            ids = [message["messageId"] for message in batch]
            self.open.update(ids)
            if not self.insist("POST", path, json.dumps(batch), json_body):
                return
            self.open.difference_update(ids)
            self.kept.add(ids[0])
            self.open.add(ids[1])
            if not self.insist("DELETE", f"{path}/{ids[1]}"):
                return
            self.open.discard(ids[1])
            self.gone.add(ids[1])
            if self.randomness.random() < 0.2:
                self.saying = (self.said or 1_000_000) + 1
                body = json.dumps({"maxCount": self.saying})
                if not self.insist("POST", f"{path}/metadata", body, json_body):
                    return
                self.said, self.saying = self.saying, None


class Refused(Worker):
    """Sends only what must be refused, and expects that nothing of it is ever seen (P8)."""

    def __init__(self, server, findings, number, seed):
        super().__init__(server, findings, seed * 3000 + number)
        self.number = number
        self.ids = set()

    def run(self):
        stream = f"own-{self.number}"
        while not self.stops:
            batch = messages(stream, self.randomness.randint(1, 4), self.randomness)
            body = json.dumps(batch)
            expected = 1_900_000_000
            if self.randomness.random() < 0.5:
                # An id twice in one batch.
                body, expected = json.dumps(batch + batch[:1]), -2
            self.ids.update(message["messageId"] for message in batch)
            answer = self.insist("POST", f"/streams/{stream}", body, {
                "Content-Type": "application/json", "SSS-ExpectedVersion": str(expected)},
                accepted=(409, 400))
            if answer is None:
                return
            time.sleep(0.02)


class Follower(Worker):
    """Reads the all-stream forwards without pause and remembers what it saw, in which order."""

    def __init__(self, server, findings, page=500):
        super().__init__(server, findings, 0)
        self.page = page
        self.seen = {}
        self.passed = 0
        self.target = None

    def run(self):
        while not self.stops and (self.target is None or len(self.seen) < self.target):
            answer = self.client.ask("GET", f"/stream?d=f&m={self.page}&p={self.passed}&e=0")
            if answer is None or answer.status != 200:
                time.sleep(0.01)
                continue
            found = list(reversed(answer.json["_embedded"]["streamStore:message"]))
            positions = [message["position"] for message in found]
            if positions != sorted(set(positions)) or (positions and positions[0] < self.passed):
                self.findings.add("reordered", f"page behind {self.passed}: {positions[:9]}")
            for message in found:
                self.seen[message["position"]] = (message["streamId"], message["messageId"])
            if positions:
                self.passed = positions[-1] + 1
            else:
                time.sleep(0.001)
