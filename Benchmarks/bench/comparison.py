"""The rates beside the peers: every row of every round asks all servers in turn, so that they meet the same
machine."""
import contextlib

from . import loads
from .kit import Unavailable
from .measuring import measured
from .workload import ACCEPT, append_template, copy_pages, page_path, seed_pages, write_paths

#: Pages of 20 messages that are asked for in turn, each of a stream of its own.
PAGES = 2000
#: Streams that appends go to.
STREAMS = 1000
BATCH = 50

SMALL, WRITTEN, AGAIN = "small GET", "HAL page, written for each request", "HAL page, asked for again"
APPEND, BATCHES = "durable append", "durable append, batches of 50"
HEADERS = (f"Accept: {ACCEPT}",)


class Comparison:
    """Starts the peers that can be had, and measures the rows that are asked for."""

    section = "comparison"
    wanted = {"small": SMALL, "page": WRITTEN, "again": AGAIN, "append": APPEND, "batch": BATCHES}

    def __init__(self, kit, peers, results):
        self.kit, self.results = kit, results
        self.peers = {peer.name: peer for peer in peers}
        self.ours = next(iter(self.peers))
        self.running = {}

    def run(self, only):
        """Measures the rows of `only` (keys of `wanted`) in each round."""
        with contextlib.ExitStack() as stack:
            self.start(stack, only)
            options = self.kit.options
            self.results.begin(
                self.section, keep=lambda row: row["what"] not in {self.wanted[key] for key in only & self.wanted.keys()},
                rounds=options.rounds, seconds=options.seconds, pageBytes=self.page_bytes,
                pages=PAGES, cache=self.peers[self.ours].cache_option)
            steps = [step for key in self.wanted if key in only for step in getattr(self, key)()]
            total, done = len(steps) * options.rounds, 0
            for number in range(options.rounds):
                for what, connections, name, server, load in steps:
                    done += 1
                    self.step(number, what, connections, name, server, load, f"{done}/{total}")

    def start(self, stack, only):
        """Starts our server twice, with and without its page cache, and every peer that has something to do."""
        kit, ours = self.kit, self.peers[self.ours]
        kit.say("starting our server and writing the pages")
        self.server = stack.enter_context(ours.server(kit.port(), data=kit.folder("ours")))
        seed_pages(self.server.port, PAGES)
        self.uncached = self.server
        if ours.cache_option:
            self.uncached = stack.enter_context(
                ours.server(kit.port(), data=kit.folder("uncached"), caching=False))
            seed_pages(self.uncached.port, PAGES)
        folder = kit.folder("pages")
        self.page_bytes = copy_pages(self.server.port, PAGES, folder) // PAGES
        http, append = only & {"small", "page", "again"}, only & {"append", "batch"}
        for name, peer in self.peers.items():
            if name == self.ours or not ("http" in peer.faces and http or "append" in peer.faces and append):
                continue
            kit.say(f"starting {name}")
            try:
                self.running[name] = stack.enter_context(peer.server(kit.port(), folder))
                if hasattr(peer, "fill"):
                    peer.fill(self.running[name])
            except (Unavailable, RuntimeError, LookupError, OSError) as reason:
                self.running.pop(name, None)
                kit.say(f"{name}: not available here: {reason}")
                self.results.missing(name, str(reason))
        self.our_paths = write_paths(
            f"{kit.scratch}/ours.paths", [page_path(f"page-{i}") for i in range(PAGES)])
        self.their_paths = write_paths(
            f"{kit.scratch}/theirs.paths", [f"/pages/{i}" for i in range(PAGES)])
        self.single = append_template(f"{kit.scratch}/single", 1)
        self.batched = append_template(f"{kit.scratch}/batched", BATCH)

    def step(self, number, what, connections, name, server, load, progress):
        """One measurement, one line."""
        try:
            result = measured(server, load, self.kit.patience)
        except loads.LoadError as reason:
            self.kit.say(f"{progress} {what}, {connections} connections, {name}: failed: {reason}")
            self.results.missing(f"{name} at {what}", str(reason))
            return
        self.results.add(self.section, round=number, what=what, connections=connections, server=name,
                         **result)
        self.results.save()
        self.kit.say(f"{progress} {what}, {connections} connections, {name}: {result['rate']:,.0f}/s, "
                     f"{result['cpu']:.1f} µs ({result['user']:.1f}), foreign {result['foreign']:.0%}")

    def small(self):
        """An answer without a body: 204."""
        for connections in (64, 256):
            yield self.get(SMALL, connections, self.ours, self.server, self.peers[self.ours].small)
            for name in ("nginx", "Go net/http", "Hummingbird", "FlyingFox"):
                if name in self.running:
                    yield self.get(SMALL, connections, name, self.running[name], "/small")

    def page(self):
        """Many pages in turn: ours reads and writes each anew; the peers have them as files or in memory."""
        for connections, names in ((64, ("nginx", "Go net/http", "Hummingbird", "FlyingFox")),
                                   (256, ("nginx",))):
            yield self.get(WRITTEN, connections, self.ours, self.uncached, "/", self.our_paths)
            for name in names:
                if name in self.running:
                    yield self.get(
                        WRITTEN, connections, name, self.running[name], "/", self.their_paths)

    def again(self):
        """The same page again and again."""
        for connections, names in ((64, ("nginx", "Go net/http", "Hummingbird")), (256, ("nginx",))):
            yield self.get(AGAIN, connections, self.ours, self.server, page_path("page-0"))
            for name in names:
                if name in self.running:
                    yield self.get(AGAIN, connections, name, self.running[name], "/pages/0")

    def get(self, what, connections, name, server, path, paths=None):
        seconds = self.kit.options.seconds
        return what, connections, name, server, lambda: loads.wrk(
            server.port, path, connections, seconds, HEADERS, paths)

    def append(self):
        """One message each, answered when it is on the disk."""
        seconds = self.kit.options.seconds
        for connections in (64, 256):
            yield APPEND, connections, self.ours, self.server, lambda c=connections: loads.appends(
                self.kit.httpload, self.server.port, self.single, c, STREAMS, seconds)
            for name in ("Redis", "PostgreSQL", "NATS JetStream"):
                if name in self.running:
                    peer, server = self.peers[name], self.running[name]
                    yield APPEND, connections, name, server, lambda p=peer, s=server, c=connections: \
                        p.append(s, c, seconds)

    def batch(self):
        """Fifty messages in a request beside fifty commands in a pipeline; both count messages."""
        seconds = self.kit.options.seconds

        def ours():
            result = loads.appends(
                self.kit.httpload, self.server.port, self.batched, 16, STREAMS, seconds)
            return {**result, "n": result["n"] * BATCH, "rate": result["rate"] * BATCH}

        yield BATCHES, 16, self.ours, self.server, ours
        if "Redis" in self.running:
            peer, server = self.peers["Redis"], self.running["Redis"]
            yield BATCHES, 16, "Redis", server, lambda: peer.append(server, 16, seconds, BATCH)
