"""NATS JetStream with its file store. It does not sync each message: read it as an upper bound of another promise.
Its client is in Python, and takes most of the time."""
import os
import subprocess

from bench import loads
from bench.kit import HERE, Unavailable, first_line
from bench.workload import MESSAGE, compact

from .peer import Peer


class JetStream(Peer):
    name = "NATS JetStream"
    faces = ("append",)

    def prepare(self):
        self.binary = self.kit.tool("nats-server", "/usr/sbin")
        self.python = self.client()
        self.version = first_line(self.binary, "--version")

    def client(self):
        """A Python environment with the client, made once."""
        environment = f"{self.kit.cache}/nats-client"
        python = f"{environment}/bin/python"
        if subprocess.run([python, "-c", "import nats"], capture_output=True).returncode \
                if os.path.exists(python) else True:
            self.kit.command("python3", "-m", "venv", "--clear", environment)
            self.kit.command(f"{environment}/bin/pip", "install", "--quiet",
                             "--disable-pip-version-check", "-r", f"{HERE}/requirements.txt")
        if subprocess.run([python, "-c", "import nats"], capture_output=True).returncode:
            raise Unavailable("its Python client could not be installed")
        return python

    def server(self, port, pages=None):
        folder = self.kit.folder("nats")
        with open(f"{folder}/nats.conf", "w") as file:
            file.write(f'listen: 127.0.0.1:{port}\njetstream {{ store_dir: "{folder}/store" }}\n')
        return self.kit.server("nats", [self.binary, "-c", f"{folder}/nats.conf"], port)

    def append(self, server, connections, seconds):
        return loads.jetstream(self.python, server.port, compact(MESSAGE), connections, seconds)
