"""What went wrong, by class; and the line of JSON with which every script ends."""
import json
import sys
import threading

# Of messages: acknowledged and gone; there twice; in another order than sent; only part of a batch; other
# bytes; there though nobody sent it or it was refused; a version missing; at another place than was said;
# appeared behind a reader that had passed. "other" is any other broken promise.
CLASSES = ("lost", "duplicated", "reordered", "torn", "corrupt", "phantom", "gap", "moved", "late",
           "other")


class Findings:
    """Counts what went wrong. Safe for threads."""

    def __init__(self, stop_after=20):
        self.counts = dict.fromkeys(CLASSES, 0)
        self.texts = []
        self.stopping = threading.Event()
        self.stop_after = stop_after
        self.lock = threading.Lock()

    def add(self, kind, text, count=1):
        with self.lock:
            self.counts[kind] += count
            if len(self.texts) < 40:
                self.texts.append(f"{kind}: {text}")
            if len(self.texts) >= self.stop_after:
                self.stopping.set()

    @property
    def total(self):
        return sum(self.counts.values())

    def zeros(self):
        """`lost 0, duplicated 0 …`: what a table shows."""
        return ", ".join(f"{kind} {count}" for kind, count in self.counts.items() if kind != "other"
                         or count)


def conclude(script, seed, results, findings=None, **figures):
    """Prints the last line, which the tests and `make torture` read, and ends the script. `results` says of
    each promise a figure and whether it holds."""
    faults = findings.texts if findings else []
    ok = not faults and bool(results) and all(result["ok"] for result in results)
    print(json.dumps({
        "script": script, "seed": seed, "ok": ok, "results": results,
        "counts": findings.counts if findings else {}, "faults": faults, **figures}))
    sys.stdout.flush()
    sys.exit(0 if ok else 1)


def result(promise, figure, ok=True):
    """One promise's figure and verdict."""
    return {"promise": promise, "figure": figure, "ok": bool(ok)}
