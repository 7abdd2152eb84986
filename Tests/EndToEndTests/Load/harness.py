"""What the scripts beside this one share: the server under test, a plain client, a healthy client that
measures, and the one line at the end.

Every script is called with HALSERVER RESOURCES DIRECTORY [--strict] [--seed N]. Without --strict it does what fits
into `make test`: less of everything, and times that a debug build keeps while other tests have the processor too.
It prints a line of JSON for each promise and one with all results, and exits with 1 if a promise is broken."""
import argparse
import http.client
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

# The healthy client must not share an interpreter lock with the attackers.
fork = multiprocessing.get_context("fork")


def options(description, arguments=()):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("halserver")
    parser.add_argument("resources")
    parser.add_argument("directory")
    parser.add_argument("--long", "--strict", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    for name, settings in arguments:
        parser.add_argument(name, **settings)
    chosen = parser.parse_args()
    os.makedirs(chosen.directory, exist_ok=True)
    random.seed(chosen.seed)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return chosen


class Report:
    """The lines at the end. A fault is a promise that was broken; a figure is what was seen."""

    def __init__(self, chosen):
        self.chosen = chosen
        self.results = []

    def line(self, promise, faults, **figures):
        faults = list(faults)[:10]
        seen = ", ".join(f"{name} {value}" for name, value in figures.items())
        self.results.append({"promise": promise, "ok": not faults,
                             "figure": "; ".join(faults) if faults else seen})
        print(json.dumps({"promise": promise, "seed": self.chosen.seed, **figures,
                          "faults": faults}), flush=True)

    def end(self):
        print(json.dumps({"results": self.results}), flush=True)
        sys.exit(0 if all(result["ok"] for result in self.results) else 1)


class Server:
    """A server on a port of its own with a data directory that survives restarts."""

    def __init__(self, chosen, *arguments, name="data", environment=None, before=(), log=None):
        self.chosen, self.arguments, self.before = chosen, list(arguments), list(before)
        self.environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})}
        self.data = os.path.join(chosen.directory, name)
        self.log_path = log or os.path.join(chosen.directory, f"{name}.log")
        self.process = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self, descriptors=None):
        # Its own descriptors are all that the server inherits.
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*self.before, self.chosen.halserver, "serve",
                 "--listen", f"127.0.0.1:{self.port}",
                 "--data", self.data, "--resources", self.chosen.resources, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        begin = time.monotonic()
        while time.monotonic() - begin < 60:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}: {self.tail()}")
            try:
                client = Client(self.port)
                if client.get("/health/ready")[0] == 204:
                    client.close()
                    return self
            except OSError:
                pass
            time.sleep(0.01)
        raise SystemExit(f"the server was not ready in a minute: {self.tail()}")

    def __enter__(self):
        self.clear()
        if os.path.isfile(self.log_path):
            os.remove(self.log_path)
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self):
        """The server's own process, also below strace or prlimit."""
        if not self.before:
            return self.process.pid
        children = open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()
        return int(children[0]) if children else self.process.pid

    def tail(self):
        return open(self.log_path, errors="replace").read()[-600:]

    def tell(self, number=signal.SIGTERM):
        os.kill(self.pid, number)

    def wait(self, seconds=60):
        """The exit status, or None if it has not ended in that time."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self, number=signal.SIGTERM, seconds=60):
        """Signals, and says (exit status, seconds that it took)."""
        begin = time.monotonic()
        self.tell(number)
        status = self.wait(seconds)
        return status, time.monotonic() - begin

    def memory(self):
        """What the server occupies, in bytes."""
        for line in open(f"/proc/{self.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def processor_seconds(self):
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def clear(self):
        shutil.rmtree(self.data, ignore_errors=True)


class Memory(threading.Thread):
    """Samples what the server occupies; `most` is the highest that it saw."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.first = server, server.memory()
        self.most, self.stopping = self.first, threading.Event()
        self.start()

    def run(self):
        while not self.stopping.wait(0.02):
            try:
                self.most = max(self.most, self.server.memory())
            except OSError:
                return

    def growth(self):
        self.stopping.set()
        self.join()
        return self.most - self.first


class Client:
    """One keep-alive connection. A request that cannot be answered raises OSError."""

    def __init__(self, port, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(self, method, path, body=None, headers=()):
        try:
            self.connection.request(method, path, body, dict(headers))
            answer = self.connection.getresponse()
            return answer.status, answer.read(), answer
        except http.client.HTTPException as error:
            raise OSError(f"{type(error).__name__}: {error}") from error

    def get(self, path, headers=()):
        return self.send("GET", path, None, {"Accept": "application/hal+json", **dict(headers)})

    def append(self, stream, messages, expected=-2):
        """Appends payloads, given as values or as (id, value)."""
        batch = []
        for message in messages:
            number, value = message if isinstance(message, tuple) else (str(uuid.uuid4()), message)
            batch.append({"messageId": number, "type": "tested", "jsonData": value})
        return self.send(
            "POST", f"/streams/{stream}", json.dumps(batch),
            {"Content-Type": "application/json", "Accept": "application/hal+json",
             "SSS-ExpectedVersion": str(expected)})

    def close(self):
        self.connection.close()


def connect(port, receive=None, timeout=30):
    """A bare socket. `receive` makes its receive buffer that small."""
    raw = socket.socket()
    if receive:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    raw.settimeout(timeout)
    raw.connect(("127.0.0.1", port))
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return raw


def read_head(raw):
    """The head of an answer: what comes until the empty line, or until the end."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = raw.recv(65536)
        if not more:
            break
        got += more
    return got


def status(head):
    """The status of an answer's first bytes; 0 for none."""
    return int(head[9:12]) if head[:5] == b"HTTP/" and head[9:12].isdigit() else 0


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def measure(port, seconds, path="/streams/healthy?d=f&m=20&p=0&e=1", appends=True):
    """What a well-behaved client sees in a process of its own: (latencies in milliseconds, faults)."""
    queue = fork.SimpleQueue()
    process = fork.Process(target=_measure, args=(port, seconds, path, appends, queue), daemon=True)
    process.start()
    result = queue.get()
    process.join()
    return result


def _measure(port, seconds, path, appends, queue):
    latencies, faults = [], []
    client = Client(port, timeout=20)
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            count += 1
            if appends and count % 5 == 0:
                found = client.append("healthy", [{"n": count}])[0]
            else:
                found = client.get(path)[0]
            if found != 200:
                faults.append(f"status {found}")
        except OSError as error:
            faults.append(f"{type(error).__name__}: {error}")
            client.close()
            client = Client(port, timeout=20)
        latencies.append((time.monotonic() - begin) * 1000)
        time.sleep(0.001)
    queue.put((latencies, faults))


def fill(port, stream="healthy", messages=20, size=200):
    """Gives a stream messages, many in one request."""
    client = Client(port)
    per_batch = max(1, min(1000, 8_000_000 // max(size, 1)))
    while messages > 0:
        count = min(per_batch, messages)
        found = client.append(stream, [{"x": "x" * size}] * count)
        if found[0] != 200:
            raise SystemExit(f"the stream {stream} cannot be filled: {found[0]} {found[1][:200]}")
        messages -= count
    client.close()
