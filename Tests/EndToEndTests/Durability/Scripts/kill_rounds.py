#!/usr/bin/env python3
"""Kills a running server again and again while clients write, and compares what it kept with what it
acknowledged (promises P1, P4, P5, P6, P8 and P15).

    kill_rounds.py HALSERVER RESOURCES DIRECTORY [--seeds 1] [--rounds 20] [--preload N] [--seed N]

Writers own a stream each, on which they append batches with the exact expected version, and share four others,
where they append with any version. A request whose answer was cut off is sent again, unchanged, to the next
server: it must be there once. Others delete messages of their own and say metadata, or send what must be
refused. Followers read the all-stream all the time. Segments are small, so that many are sealed and scavenged.
The longest payloads are files of their own. At the end of each seed everything is read back and the files are
verified."""
import os
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof import rounds
from proof.findings import Findings, conclude, result
from proof.server import Server

parser = command_line.parser(
    __doc__, seeds=1, rounds=20, writers=16, preload=0, segment_bytes=1 << 20, largest=5, goal=0)
options = command_line.parse(parser)
everything, total, medians = Findings(), {}, []


def crash(server):
    server.end(signal.SIGKILL)
    server.start()


for seed in range(options.seed, options.seed + options.seeds):
    directory = os.path.join(options.directory, f"kill-{seed}")
    # Every other seed with segments as they are by default.
    segment = options.segment_bytes if seed % 2 == options.seed % 2 else 64 << 20
    server = Server(options.halserver, options.resources, directory,
                    ["--segment-bytes", str(segment), "--payload-file-bytes", "2K"])
    server.start()
    findings, figures = rounds.run(
        server, seed, options.rounds, writers=options.writers, crash=crash,
        preload=options.preload, largest=options.largest, goal=options.goal)
    rounds.verify(server, findings)
    rounds.note(seed, findings, figures)
    rounds.add(total, figures)
    for kind, count in findings.counts.items():
        everything.counts[kind] += count
    everything.texts += [f"seed {seed}: {text}" for text in findings.texts]
    if findings.total == 0:
        shutil.rmtree(directory)

acknowledged, kills = round(total["acknowledged"]), round(total["rounds"])
medians = sorted(total["starts"])
p50 = medians[len(medians) // 2]
counts = everything.counts
conclude("kill_rounds", options.seed, [
    result("P1", f"{kills} kills, {options.seeds} seeds, {acknowledged:,} acknowledged: "
                 f"{everything.zeros()}", everything.total == 0 and acknowledged > 0),
    result("P4", f"{acknowledged:,} messages in batches of 1 to {options.largest}: torn "
                 f"{counts['torn']}", counts["torn"] == 0),
    result("P6", f"{round(total['repeats']):,} requests repeated across a kill: duplicated "
                 f"{counts['duplicated']}", counts["duplicated"] == 0),
    result("P8", f"{round(total['refused']):,} refused messages: phantom {counts['phantom']}, "
                 f"torn {counts['torn']}", counts["phantom"] + counts["torn"] == 0),
    result("P15", f"ready after a kill: p50 {p50} ms at {round(total['kept']) // options.seeds:,} "
                  "messages", p50 <= (150 if options.strict else 10_000)),
], everything, **total)
