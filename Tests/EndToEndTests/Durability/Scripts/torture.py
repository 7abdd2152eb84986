#!/usr/bin/env python3
"""Tries every promise with the figures of a night, and prints a table (`make torture`).

    torture.py HALSERVER RESOURCES DIRECTORY --judge CrashStates
        [--hours H] [--rounds N] [--seed N] [--share PERCENT] [--only P2,P3]

The list in `night.py` is gone through `--rounds` times, each time from the next seed; nothing new is begun once
`--hours` are over (0 for no limit). `--share` takes a part of each figure, to see quickly whether all works.
The status is 0 only if every promise held; what a failure left stays in the directory."""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from night import NIGHT

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../../.."))

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("halserver")
parser.add_argument("resources")
parser.add_argument("directory")
parser.add_argument("--judge", required=True)
parser.add_argument("--hours", type=float, default=0)
parser.add_argument("--rounds", type=int, default=1)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--share", type=float, default=100)
parser.add_argument("--only", default="")
options = parser.parse_args()
begin = time.monotonic()


def filled(word, directory, seed):
    """An argument with what stands in braces."""
    words = {"judge": os.path.abspath(options.judge), "seed": str(seed),
             "halserver": os.path.abspath(options.halserver),
             "resources": os.path.abspath(options.resources), "directory": directory}

    def value(found):
        name = found.group(1)
        return words[name] if name in words else str(max(int(int(name) * options.share / 100), 1))

    return re.sub(r"\{(\w+)\}", value, word)


def run(entry, seed, number):
    """Runs one program. Returns lines of the table: promise, figure, whether it holds."""
    name = f"{number:02}-{os.path.splitext(os.path.basename(entry.script))[0]}-{seed}"
    root = options.directory
    if entry.in_memory and os.access("/dev/shm", os.W_OK):
        root = f"/dev/shm/halserver-torture-{os.getpid()}"
    directory = os.path.abspath(os.path.join(root, name))
    os.makedirs(directory, exist_ok=True)
    if entry.command:
        command = [filled(word, directory, seed) for word in entry.command]
    else:
        arguments = [filled(word, directory, seed) for word in entry.arguments]
        command = [sys.executable, "-B", os.path.join(HERE, entry.script),
                   filled("{halserver}", directory, seed), filled("{resources}", directory, seed),
                   directory, "--seed", str(seed), "--strict", *arguments]
    print(f"\n== {entry.promises}: {' '.join(command if entry.command else command[2:])}", flush=True)
    since = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    last = ""
    for line in process.stdout:
        last = line.strip() or last
        print(line, end="", flush=True)
    status = process.wait()
    seconds = time.monotonic() - since
    if status == 0:
        shutil.rmtree(directory, ignore_errors=True)
    else:
        print(f"what is left is in {directory}", flush=True)
    try:
        results = json.loads(last)["results"]
        # Where no single promise is to blame, all are.
        blamed = status == 0 or not all(one["ok"] for one in results)
        return [(one["promise"], one["figure"], one["ok"] and blamed, seed, seconds)
                for one in results]
    except (ValueError, KeyError, TypeError):
        return [(promise, last[:160] or f"status {status}", status == 0, seed, seconds)
                for promise in entry.promises.split()]


only = set(filter(None, options.only.split(",")))
table, cut_short = [], False
for round_ in range(options.rounds):
    for number, entry in enumerate(NIGHT):
        if only and not only & set(entry.promises.split()):
            continue
        if options.hours and time.monotonic() - begin > options.hours * 3600:
            cut_short = True
            break
        table += run(entry, options.seed + 1000 * round_, number)

try:
    os.rmdir(f"/dev/shm/halserver-torture-{os.getpid()}")
except OSError:
    # What a failure left, or nothing at all.
    pass
print(f"\n{'promise':8} {'verdict':8} {'seed':>6} {'s':>6}  figure")
for promise, figure, ok, seed, seconds in table:
    print(f"{promise:8} {'holds' if ok else 'BROKEN':8} {seed:6} {seconds:6.0f}  {figure}")
broken = sum(not line[2] for line in table)
print(f"\n{len(table)} lines, {broken} broken, {(time.monotonic() - begin) / 60:.0f} minutes"
      + (", cut short by HOURS" if cut_short else ""))
sys.exit(1 if broken or not table else 0)
