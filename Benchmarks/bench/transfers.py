"""Large bodies: one upload or download at a time, beside servers that do the same with files. Operations are
megabytes (10^6 bytes), so that rates are MB/s, and processor time is in microseconds for each of them."""
import contextlib
import http.client
import json
import os
import subprocess
import urllib.parse

from . import loads
from .kit import HERE, Unavailable
from .measuring import measured

UPLOAD, DOWNLOAD = "upload", "download, from memory"
#: The length of a body.
SIZE = 1 << 30
#: How often it is read in a measurement.
READS = 3


class Transfers:
    """Starts ours and the peers that take uploads, and measures both ways in each round."""

    section = "bytes"

    def __init__(self, kit, peers, results):
        self.kit, self.results, self.peers = kit, results, peers
        self.size = SIZE >> 4 if kit.options.quick else SIZE
        self.tool = f"{kit.scratch}/bytesload"

    def run(self):
        self.kit.command(self.kit.tool("gcc"), "-O2", "-o", self.tool, f"{HERE}/bytesload.c")
        self.results.begin(
            self.section, rounds=self.kit.options.rounds, bytes=self.size, reads=READS)
        with contextlib.ExitStack() as stack:
            running = list(self.started(stack))
            for number in range(self.kit.options.rounds):
                for store, server in running:
                    self.round(number, store, server)

    def started(self, stack):
        for peer in self.peers:
            if not hasattr(peer, "blobs"):
                continue
            try:
                for store in peer.blobs():
                    server = store.server(self.kit.port(), self.kit.folder(f"blobs-{store.name.replace(' ', '-')}"))
                    yield store, stack.enter_context(server)
            except (Unavailable, RuntimeError, OSError) as reason:
                self.kit.say(f"{peer.name}: not available here: {reason}")
                self.results.missing(f"{peer.name} at bytes", str(reason))

    def round(self, number, store, server):
        """An upload, which is read several times once it is in memory, and removed."""
        places = []

        def upload():
            result = self.load("put", server.port, store.method, store.place, self.size, 1)
            # Location is relative to where the upload went.
            places.append(urllib.parse.urljoin(store.place, result.pop("location") or store.place))
            return result

        try:
            self.note(number, UPLOAD, store, measured(server, upload, self.kit.patience))
            # What was written past the page cache, or not written yet, must not disturb what is measured next.
            subprocess.run(["sync"], check=True)
            self.load("get", server.port, places[-1], 1)
            self.note(number, DOWNLOAD, store, measured(
                server, lambda: self.load("get", server.port, places[-1], READS), self.kit.patience))
        except loads.LoadError as reason:
            self.kit.say(f"{store.name}: failed: {reason}")
            self.results.missing(f"{store.name} at bytes", str(reason))
        for place in dict.fromkeys(places):
            self.remove(server.port, place)

    def load(self, *words):
        result = json.loads(loads.output([self.tool, *map(str, words)], 600))
        megabytes = result["bytes"] / 1e6
        return {"n": megabytes, "rate": megabytes / result["seconds"], "p50": None, "p99": None,
                "location": result["location"]}

    def note(self, number, what, store, result):
        result.pop("location", None)
        self.results.add(self.section, round=number, what=what, server=store.name, **result)
        self.results.save()
        self.kit.say(f"{what}, {store.name}: {result['rate']:,.0f} MB/s, {result['cpu'] / 1000:.2f} CPU s/GB")

    @staticmethod
    def remove(port, place):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("DELETE", place)
        connection.getresponse().read()
        connection.close()


class BlobServer:
    """A way in which a peer takes bytes: `method` to `place`, which is where they are read, if the answer names no
    other. `start` gives the server from port and folder."""

    def __init__(self, name, method, place, start):
        self.name, self.method, self.place, self.server = name, method, place, start
