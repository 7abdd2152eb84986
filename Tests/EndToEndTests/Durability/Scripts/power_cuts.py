#!/usr/bin/env python3
"""Cuts the power below a running server again and again while clients write (promise P2).

    power_cuts.py HALSERVER RESOURCES DIRECTORY [--seeds 1] [--rounds 10] [--seed N]

The data directory lies on an ext4 file system on a loop device. At a random moment the server is frozen, the
device's bytes are copied, everything else is thrown away, and the copy is mounted: the journal is replayed, the
server starts, the clients go on. Compared is as in `kill_rounds.py`.

Before that the method is tried: a server whose syncs are lies must lose what it acknowledged."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof import preload, rounds
from proof.disk import PowerDisk, missing
from proof.findings import Findings, conclude, result
from proof.load import Writer
from proof.oracle import check
from proof.server import Server

parser = command_line.parser(
    __doc__, seeds=1, rounds=10, writers=12, segment_bytes=256 << 10, mebibytes=192)
options = command_line.parse(parser)
MODES = ("defaults", "commit=1", "data=writeback", "nodelalloc", "noauto_da_alloc")


def server_on(disk, number, environment=None):
    server = Server(
        options.halserver, options.resources, os.path.join(disk.directory, f"server-{number}"),
        ["--segment-bytes", str(options.segment_bytes), "--payload-file-bytes", "2K"], environment)
    server.data = os.path.join(disk.mount, "data")
    return server


def cut(server, disk):
    disk.cut(lambda: server.process.send_signal(signal.SIGSTOP), server.end)


def method_loses(seed):
    """How much a server loses whose syncs are lies."""
    library = preload.build("nosync", options.directory)
    for attempt in range(5):
        disk = PowerDisk(os.path.join(options.directory, f"lies-{attempt}"), options.mebibytes)
        server = server_on(disk, attempt, {"LD_PRELOAD": library})
        server.start()
        findings = Findings()
        crowd = [Writer(server, findings, number, seed + attempt) for number in range(4)]
        for writer in crowd:
            writer.start()
        time.sleep(0.5)
        # The clients must not see the server again: what they know is what was acknowledged before.
        server.process.send_signal(signal.SIGSTOP)
        findings.stopping.set()
        disk.cut(lambda: None, server.end)
        for writer in crowd:
            writer.join()
        server.environment.pop("LD_PRELOAD")
        server.start("live")
        # A disk without its log is a new one.
        after = Findings()
        check(after, server.client().everything(), crowd)
        server.end()
        disk.remove()
        if after.counts["lost"]:
            return after.counts["lost"]
    return 0


reason = missing()
if reason:
    raise SystemExit(f"the power cannot be cut here: {reason}")
lost = method_loses(options.seed)
everything, total = Findings(), {}
if not lost:
    everything.add("other", "a server without syncs lost nothing: this is no power cut")
torn_copies = 0
for number in range(options.seeds):
    seed = options.seed + number
    mode = MODES[seed % len(MODES)]
    disk = PowerDisk(os.path.join(options.directory, f"cut-{seed}"), options.mebibytes, mode)
    server = server_on(disk, seed)
    server.start()

    def crash(server):
        cut(server, disk)
        server.start()

    findings, figures = rounds.run(
        server, seed, options.rounds, writers=options.writers, crash=crash, pause=(0.1, 0.6))
    rounds.verify(server, findings)
    rounds.note(f"{seed} ({mode})", findings, figures)
    rounds.add(total, figures)
    torn_copies += disk.torn_copies
    disk.remove()
    for kind, count in findings.counts.items():
        everything.counts[kind] += count
    everything.texts += [f"seed {seed} ({mode}): {text}" for text in findings.texts]

acknowledged, cuts = round(total["acknowledged"]), round(total["rounds"])
conclude("power_cuts", options.seed, [
    result("P2", f"{cuts} cuts, {acknowledged:,} acknowledged: {everything.zeros()}; without syncs "
                 f"{lost:,} lost", everything.total == 0 and acknowledged > 0 and lost > 0),
], everything, lostWithoutSyncs=lost, copiesTakenAgain=torn_copies, **total)
