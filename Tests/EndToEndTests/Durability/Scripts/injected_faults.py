#!/usr/bin/env python3
"""Has system calls of a running server fail (promise P11).

    injected_faults.py HALSERVER RESOURCES DIRECTORY [--rounds 1] [--seed N]

`strace` hangs on to the server and has a call fail, once or from then on, while clients write. Nothing may be
acknowledged that is not there, the process stays up and answers reads; a request that is refused leaves no trace,
but for 503: a sync failed, and nobody knows. After a restart everything is compared."""
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server

options = command_line.parse(command_line.parser(__doc__, rounds=1, requests=60))
findings = Findings()
randomness = random.Random(options.seed)

# The calls with which the server changes files, the errors that they may have, and whether the sync of the log is one.
CALLS = {
    "pwrite64": ("EIO", "ENOSPC", "EDQUOT"), "fdatasync": ("EIO", "ENOSPC"),
    "fsync": ("EIO",), "openat": ("EIO", "ENOSPC", "EMFILE", "ENFILE"),
    "renameat": ("EIO", "ENOSPC"), "unlinkat": ("EIO",), "ftruncate": ("EIO",),
    "mmap": ("ENOMEM",),
}
# While these fail, a stream is deleted and the log is tidied: that takes a second.
TIDYING = ("renameat", "unlinkat")
PLANS = [(call, error, when) for call, errors in CALLS.items() for error in errors
         for when in ("", "+")]


class Strace:
    """Has one call fail from the n-th on, or at the n-th only."""

    def __init__(self, process, call, error, first, when):
        self.log = os.path.join(options.directory, "strace.log")
        self.process = subprocess.Popen(
            ["strace", "-f", "-q", "-o", self.log, "-e", f"trace={call}", "-e",
             f"inject={call}:error={error}:when={first}{when}", "-p", str(process.pid)],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.1)
        end = time.monotonic() + 10
        while not self.is_attached(process):
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit("strace does not attach")
            time.sleep(0.01)

    def is_attached(self, process):
        for thread in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{thread}/status") as status:
                if "TracerPid:\t0\n" in status.read():
                    return False
        return True

    def end(self):
        """Lets go. Returns how many calls failed."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        with open(self.log) as log:
            return log.read().count("(INJECTED)")


class Book:
    """What was answered to whom."""

    def __init__(self):
        self.acknowledged, self.refused, self.unknown = set(), set(), set()
        self.gone = set()
        self.codes = {}
        self.streams = {}

    def append(self, client):
        stream = f"s{randomness.randrange(6)}"
        batch = messages(stream, randomness.randint(1, 3), randomness, sizes=(300, 4000))
        ids = [message["messageId"] for message in batch]
        answer = client.append(stream, batch)
        status = answer.status if answer else 0
        self.codes[status] = self.codes.get(status, 0) + 1
        if status == 200:
            self.acknowledged.update(ids)
            self.streams.setdefault(stream, set()).update(ids)
        elif status in (507, 500):
            self.refused.update(ids)
        elif status == 503:
            self.unknown.update(ids)
        else:
            findings.add("other", f"an append was answered {answer}")
        return status

    def delete(self, client, stream):
        """Deletes a stream: all of it is gone, or none, and where a sync failed nobody knows."""
        answer = client.ask("DELETE", f"/streams/{stream}")
        ids = self.streams.pop(stream, set())
        if answer is None or answer.status not in (204, 500, 507, 503):
            findings.add("other", f"a deletion was answered {answer}")
        elif answer.status == 204:
            self.acknowledged -= ids
            self.gone |= ids
        elif answer.status == 503:
            self.acknowledged -= ids
            self.unknown |= ids

    def compare(self, client, label):
        found = [message["messageId"] for message in client.everything(patience=5)]
        ids = set(found)
        if len(found) != len(ids):
            findings.add("duplicated", label)
        lost = self.acknowledged - ids
        if lost:
            findings.add("lost", f"{label}: {len(lost)} acknowledged", len(lost))
        if self.gone & ids:
            findings.add("phantom", f"{label}: {len(self.gone & ids)} deleted are there")
        if self.refused & ids:
            findings.add("phantom", f"{label}: {len(self.refused & ids)} refused are there")
        if ids - self.acknowledged - self.refused - self.unknown:
            findings.add("phantom", f"{label}: messages that nobody sent")


def attempt(number, call, error, when):
    """One plan on a server of its own; how many calls failed."""
    first = randomness.randint(1, 12) if when else randomness.randint(1, 30)
    if call == "unlinkat":
        first = 1
    label = f"{call} {error} when={first}{when}"
    server = Server(
        options.halserver, options.resources, os.path.join(options.directory, f"server-{number}"),
        ["--segment-bytes", "32K"])
    server.start()
    book, client = Book(), server.client()
    for _ in range(10):
        book.append(client)
    strace = Strace(server.process, call, error, first, when)
    for _ in range(options.requests):
        book.append(client)
    if call in TIDYING:
        for stream in ("s0", "s1", "s2", "s3"):
            book.delete(client, stream)
        for _ in range(13):
            time.sleep(0.1)
            book.append(client)
    if not server.is_running:
        findings.add("other", f"{label}: the server ended: {server.log_tail()}")
        strace.end()
        return 0
    # Reads go on while the call still fails; where no descriptor can be had, on connections that are open.
    book.compare(client, label + " (while it fails)")
    failed = strace.end()
    statuses = {book.append(client) for _ in range(5)}
    if 503 not in statuses and statuses != {200}:
        time.sleep(1.5)
        if {book.append(client) for _ in range(5)} != {200}:
            findings.add("other", f"{label}: writes are refused though nothing fails any more")
    book.compare(client, label)
    server.end(signal.SIGKILL if number % 2 else signal.SIGTERM)
    server.start()
    client = server.client()
    if book.append(client) != 200:
        findings.add("other", f"{label}: the next server does not take writes")
    book.compare(client, label + " (after a restart)")
    server.end(signal.SIGTERM)
    status, text = server.verify()
    if status != 0:
        findings.add("corrupt", f"{label}: {text}")
    for status, count in book.codes.items():
        codes[status] = codes.get(status, 0) + count
    if not findings.texts:
        shutil.rmtree(server.directory)
    return failed


if shutil.which("strace") is None:
    raise SystemExit("strace is missing")
os.makedirs(options.directory, exist_ok=True)
codes, failed, hit = {}, 0, {}
for number, (call, error, when) in enumerate(itertools.chain(*[PLANS] * options.rounds)):
    count = attempt(number, call, error, when)
    failed += count
    hit[call] = hit.get(call, 0) + count
    if findings.stopping.is_set():
        break

missing = [call for call in ("pwrite64", "fdatasync", "openat", "renameat", "unlinkat") if not hit.get(call)]
if missing:
    findings.add("other", f"no call of {missing} was made to fail")
conclude("injected_faults", options.seed, [
    result("P11", f"{options.rounds * len(PLANS)} plans, {failed} calls failed {hit}, answers {codes}: "
                  f"{findings.zeros()}", findings.total == 0 and failed > 0)], findings)
