"""What an operation costs as the store grows: `make bench-long`."""
import shutil
import statistics
import time

from . import loads
from .footprint import fill, kill_under_load
from .measuring import measured
from .workload import ACCEPT, append_template, random_pages, write_paths

#: The sizes, with the same streams; then the numbers of streams, with the same size.
SIZES, SIZE_STREAMS = (10_000, 100_000, 1_000_000, 10_000_000), 100
STREAMS, STREAM_MESSAGES = (1, 1_000, 100_000), 2_000_000
CONNECTIONS = 64


class Growth:
    """Fills stores over HTTP, and measures at each size: page, append, small GET (the yardstick: it does not touch the
    store), memory, start-up."""

    def __init__(self, kit, ours, results):
        self.kit, self.ours, self.results = kit, ours, results
        quick = kit.options.quick
        self.sizes = SIZES[:2] if quick else SIZES
        self.streams = (1, 100) if quick else STREAMS
        self.stream_messages = 20_000 if quick else STREAM_MESSAGES

    def run(self, only):
        if "sizes" in only:
            self.begin("sizes", streams=SIZE_STREAMS)
            data, filled = self.kit.folder("sizes"), 0
            for size in self.sizes:
                if not self.point("sizes", data, size, SIZE_STREAMS, size - filled):
                    break
                filled = size
            shutil.rmtree(data)
        if "streams" in only:
            self.begin("streams", messages=self.stream_messages)
            for streams in self.streams:
                data = self.kit.folder(f"streams-{streams}")
                self.point("streams", data, self.stream_messages, streams, self.stream_messages)
                shutil.rmtree(data)

    def begin(self, section, **about):
        options = self.kit.options
        self.results.begin(section, rounds=options.rounds, seconds=options.seconds, **about)

    def point(self, section, data, messages, streams, missing):
        """One size; whether it could be measured."""
        try:
            self.grow(section, data, messages, streams, missing)
            return True
        except (loads.LoadError, RuntimeError) as reason:
            self.kit.say(f"failed: {reason}")
            self.results.missing(f"{messages:,} messages, {streams:,} streams", str(reason))
            return False

    def grow(self, section, data, messages, streams, missing):
        """Fills what is missing, measures on the store, and appends to a copy of it, so that the size stays what
        it is said to be."""
        kit = self.kit
        where = f"{messages:,} messages, {streams:,} streams"
        row = {"messages": messages, "streams": streams}
        with self.ours.server(kit.port(), data=data, caching=False) as server:
            took = fill(kit, server, missing, streams)
            row["fillRate"] = missing / took
            kit.say(f"{where}: filled, {row['fillRate']:,.0f} messages/s")
            time.sleep(1)
            row["grown"] = server.memory()
            paths = write_paths(f"{kit.scratch}/growth.paths", random_pages(messages, streams))
            for name, load in (
                    ("small", lambda: self.get(server, "/health/live")),
                    ("page", lambda: self.get(server, "/", paths))):
                self.measure(section, row, name, server, load, where)
        row["cleanStarts"], row["started"] = self.clean_starts(data)
        self.results.add(section, kind="store", **row)
        self.results.save()
        kit.say(f"{where}: starts in {statistics.median(row['cleanStarts']) * 1e3:.0f} ms, "
                f"{row['started']['anonymous'] / 1e6:.0f} MB of own memory")
        self.appends(section, row, data, streams, where)

    def clean_starts(self, data):
        """Start-up times of a store that was closed in good order, and the memory after the last."""
        times = []
        for _ in range(3):
            with self.ours.server(self.kit.port(), data=data) as server:
                times.append(server.startup)
                time.sleep(0.5)
                memory = server.memory()
        return times, memory

    def appends(self, section, row, data, streams, where):
        """Appends to a copy; kills the server in the middle of it, and starts it again."""
        kit = self.kit
        copy = f"{kit.scratch}/copy"
        kit.command("cp", "-r", "--reflink=auto", data, copy)
        kit.command("sync", "-f", copy)
        template = append_template(f"{kit.scratch}/single", 1)
        server = self.ours.server(kit.port(), data=copy).start()
        times = []
        try:
            self.measure(section, row, "append", server, lambda: loads.appends(
                kit.httpload, server.port, template, CONNECTIONS, streams, kit.options.seconds), where)
            for _ in range(3):
                kill_under_load(kit, server, streams, 0.3)
                server = self.ours.server(kit.port(), data=copy).start()
                times.append(server.startup)
        finally:
            server.stop()
            shutil.rmtree(copy, ignore_errors=True)
        self.results.add(section, kind="crash", messages=row["messages"], streams=streams, starts=times)
        self.results.save()
        kit.say(f"{where}: starts behind kill -9 in {statistics.median(times) * 1e3:.0f} ms")

    def get(self, server, path, paths=None):
        return loads.wrk(
            server.port, path, CONNECTIONS, self.kit.options.seconds, (f"Accept: {ACCEPT}",), paths)

    def measure(self, section, row, name, server, load, where):
        """The rounds of one operation at one size."""
        for number in range(self.kit.options.rounds):
            try:
                result = measured(server, load, self.kit.patience)
            except loads.LoadError as reason:
                self.kit.say(f"{where}: {name} failed: {reason}")
                self.results.missing(f"{name} at {where}", str(reason))
                return
            self.results.add(section, kind=name, round=number, messages=row["messages"],
                             streams=row["streams"], **result)
            self.results.save()
            self.kit.say(f"{where}: {name} {result['rate']:,.0f}/s, {result['cpu']:.1f} µs "
                         f"({result['user']:.1f}), foreign {result['foreign']:.0%}")
