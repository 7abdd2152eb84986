"""The goals: what must be, what is hoped for, and how each is read from the figures. Ratios are of one run."""
from .comparison import AGAIN, APPEND, BATCHES, SMALL, WRITTEN
from .transfers import DOWNLOAD, UPLOAD

COMPARISON, FOOTPRINT, BYTES = "comparison", "footprint", "bytes"
OURS = "halserver"


class Goal:
    """`value` takes the results and gives a number, or None if it was not measured. Where `most` is set, less is
    better."""

    def __init__(self, text, must, stretch, value, most=False, unit=""):
        self.text, self.must, self.stretch = text, must, stretch
        self.value, self.most, self.unit = value, most, unit

    def meets(self, value, bound):
        return value <= bound if self.most else value >= bound

    def verdict(self, value):
        if value is None:
            return "not measured"
        if self.meets(value, self.stretch):
            return "stretch reached"
        return "must reached" if self.meets(value, self.must) else "**fell short**"

    def bound(self, number):
        return f"{'≤' if self.most else '≥'} {number:g}{self.unit}"


def rate(what, connections, peer):
    """Our rate by the rate of a peer."""
    return lambda results: results.ratio(
        COMPARISON, "rate", {"what": what, "connections": connections, "server": OURS},
        {"what": what, "connections": connections, "server": peer})


def p99(what, connections, peer):
    """Our p99 by the p99 of a peer."""
    return lambda results: results.ratio(
        COMPARISON, "p99", {"what": what, "connections": connections, "server": OURS},
        {"what": what, "connections": connections, "server": peer})


def bytes_beside(key, what, peer):
    """A figure of our large bodies by a peer's."""
    return lambda results: results.ratio(
        BYTES, key, {"what": what, "server": OURS}, {"what": what, "server": peer})


def user_share(results):
    """How much of the processor time of a small GET is ours rather than the kernel's, in per cent."""
    this = {"what": SMALL, "connections": 256, "server": OURS}
    total, user = (results.median(COMPARISON, key, **this) for key in ("cpu", "user"))
    return 100 * user / total if total else None


def batched(results):
    """Messages a second in batches by messages a second one by one."""
    return results.ratio(
        COMPARISON, "rate", {"what": BATCHES, "server": OURS},
        {"what": APPEND, "connections": 64, "server": OURS})


def own(key):
    """A figure of our footprint."""
    return lambda results: results.median(FOOTPRINT, key, server=OURS)


def beside(key, peer):
    """A figure of our footprint by a peer's."""
    return lambda results: results.ratio(FOOTPRINT, key, {"server": OURS}, {"server": peer})


def crash_start(results):
    """Seconds to the first answer on a million messages behind kill -9."""
    about = results.sections.get(FOOTPRINT, {})
    if about.get("crashMessages") != 1_000_000:
        return None
    return about["crashStartMs"] / 1e3


def memory_per_million(when):
    """Megabytes of memory of our own for each million messages, from the smallest store to the largest; `when`
    it was filled by this process ("grown") or behind a start ("started")."""
    def value(results):
        points = sorted((row["messages"], row[when]["anonymous"])
                        for row in results.rows("sizes", kind="store"))
        if len(points) < 2 or points[-1][0] < 1_000_000:
            return None
        (few, small), (many, large) = points[0], points[-1]
        return (large - small) / (many - few)
    return value


GOALS = [
    *(Goal(f"small GET, {c} connections, beside nginx", 0.85, 1.0, rate(SMALL, c, "nginx"))
      for c in (64, 256)),
    *(Goal(f"small GET, {c} connections, beside Go", 1.5, 2, rate(SMALL, c, "Go net/http"))
      for c in (64, 256)),
    *(Goal(f"small GET, {c} connections, beside Hummingbird", 3.5, 4.5, rate(SMALL, c, "Hummingbird"))
      for c in (64, 256)),
    Goal("small GET, processor time in our own code", 20, 10, user_share, most=True, unit=" %"),
    *(Goal(f"{what}, {c} connections, beside nginx with static files of the same bytes", 0.7, 1.0,
           rate(what, c, "nginx")) for what in (WRITTEN, AGAIN) for c in (64, 256)),
    *(Goal(f"{what}, beside Hummingbird with pages ready made", 2, 3, rate(what, 64, "Hummingbird"))
      for what in (WRITTEN, AGAIN)),
    *(Goal(f"{what}, beside Go with pages ready made", 1.5, 2, rate(what, 64, "Go net/http"))
      for what in (WRITTEN, AGAIN)),
    Goal("durable append, 64 connections, beside Redis", 1.1, 1.5, rate(APPEND, 64, "Redis")),
    Goal("durable append, 256 connections, beside Redis", 1.0, 1.3, rate(APPEND, 256, "Redis")),
    Goal("durable append, 64 connections, beside PostgreSQL", 5, 7, rate(APPEND, 64, "PostgreSQL")),
    Goal("durable append, 256 connections, beside PostgreSQL", 8, 14, rate(APPEND, 256, "PostgreSQL")),
    Goal("p99 of a durable append, 64 connections, beside Redis", 1.0, 0.7, p99(APPEND, 64, "Redis"),
         most=True),
    Goal("batches of 50, in messages, beside our own single appends", 5, 8, batched),
    Goal("upload of 1 GiB, synced, beside nginx DAV, which is not", 1.8, 2.5,
         bytes_beside("rate", UPLOAD, "nginx (DAV, no sync)")),
    Goal("processor time of an upload, beside nginx DAV", 0.4, 0.2,
         bytes_beside("cpu", UPLOAD, "nginx (DAV, no sync)"), most=True),
    Goal("download of 1 GiB, beside nginx sendfile", 0.9, 1.0,
         bytes_beside("rate", DOWNLOAD, "nginx (DAV, no sync)")),
    Goal("memory per idle connection", 1, 0.3, own("connectionKiB"), most=True, unit=" KiB"),
    Goal("idle memory, empty store, beside Hummingbird", 0.5, 0.3, beside("idleMB", "Hummingbird"),
         most=True),
    Goal("start-up, empty store, beside Hummingbird", 0.5, 0.25, beside("startMs", "Hummingbird"),
         most=True),
    Goal("start-up on 1,000,000 messages behind kill -9", 2, 0.5, crash_start, most=True, unit=" s"),
    Goal("static stripped binary", 12, 8, own("binaryMB"), most=True, unit=" MB"),
    Goal("memory per million messages, while it grows", 35, 35,
         memory_per_million("grown"), most=True, unit=" MB"),
    Goal("memory per million messages, after a start", 35, 35,
         memory_per_million("started"), most=True, unit=" MB"),
]
