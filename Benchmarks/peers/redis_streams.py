"""Redis Streams: XADD, with every write on disk before its answer (`appendfsync always`). RESP, no HTTP."""
from bench import loads
from bench.kit import first_line
from bench.workload import MESSAGE, compact

from .peer import Peer


class RedisStreams(Peer):
    name = "Redis"
    faces = ("append",)

    def prepare(self):
        self.binary = self.kit.tool("redis-server")
        self.kit.tool("redis-benchmark")
        self.version = " ".join(first_line(self.binary, "--version").split()[:3])
        #: How many operations a second there were last, to choose a number that lasts as long as wished.
        self.rates = {}

    def server(self, port, pages=None):
        folder = self.kit.folder("redis")
        return self.kit.server("redis", [
            self.binary, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--appendonly", "yes",
            "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0"], port)

    def append(self, server, connections, seconds, pipeline=1):
        key = connections, pipeline
        count = int(self.rates.get(key, 20000 * pipeline ** 0.5) * seconds) + connections
        result = loads.xadd(
            server.port, compact(MESSAGE).replace('"', "'"), connections, count, pipeline)
        self.rates[key] = result["rate"]
        return result
