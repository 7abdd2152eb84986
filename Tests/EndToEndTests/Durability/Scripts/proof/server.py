"""The server under test, always on the same port and, unless told otherwise, the same data directory."""
import atexit
import os
import shutil
import signal
import socket
import subprocess
import time

from proof.client import Client


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Starts, kills and asks one `halserver`, which begins with nothing. `starts` has the time to readiness of each start, in seconds."""

    def __init__(self, binary, resources, directory, arguments=(), environment=None):
        os.makedirs(directory, exist_ok=True)
        self.binary = binary
        self.resources = resources
        self.directory = directory
        self.data = os.path.join(directory, "data")
        shutil.rmtree(self.data, ignore_errors=True)
        self.arguments = list(arguments)
        self.environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})}
        self.port = free_port()
        self.process = None
        self.starts = []
        self.log = open(os.path.join(directory, "server.log"), "ab")
        atexit.register(self.end)

    def launch(self):
        """Starts the process and does not wait."""
        self.process = subprocess.Popen(
            [self.binary, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", self.data,
             "--resources", self.resources, "--log-format", "off", *self.arguments],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.environment)

    def start(self, probe="ready", patience=60):
        """Starts the process and waits until the probe says that it is well."""
        begin = time.monotonic()
        self.launch()
        client = Client(self.port, patience=5)
        while True:
            if self.process.poll() is not None:
                raise SystemExit(
                    f"the server ended with {self.process.returncode}: {self.log_tail()}")
            answer = client.ask("GET", f"/health/{probe}")
            if answer is not None and answer.status == 204:
                break
            if time.monotonic() - begin > patience:
                raise SystemExit(
                    f"the server was not {probe} within {patience} s: {answer} {self.log_tail()}")
            time.sleep(0.002)
        client.close()
        self.starts.append(time.monotonic() - begin)

    def end(self, number=signal.SIGKILL):
        """Sends a signal and waits for the end. Returns the exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait()
        self.process = None
        return status

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def client(self, patience=30.0):
        return Client(self.port, patience)

    def verify(self):
        """What `halserver verify` says of the data: exit status and text."""
        done = subprocess.run(
            [self.binary, "verify", "--data", self.data], capture_output=True, text=True,
            env=self.environment)
        return done.returncode, done.stdout + done.stderr

    def log_tail(self):
        with open(self.log.name, "rb") as log:
            return log.read()[-1500:].decode("utf-8", "replace")

    def median_start(self):
        """The median of the start times, the first (on an empty directory) left out, in milliseconds."""
        times = sorted(self.starts[1:] or self.starts)
        return round(times[len(times) // 2] * 1000)
