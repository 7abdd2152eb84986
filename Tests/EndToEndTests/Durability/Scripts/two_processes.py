#!/usr/bin/env python3
"""Starts a second server on the data directory of another (promise P13).

    two_processes.py HALSERVER RESOURCES DIRECTORY [--rounds 10] [--seed N]

The second one must say why and end at once, the first must not notice. Of several that are started at the same
time exactly one serves."""
import atexit
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server, free_port

options = command_line.parse(command_line.parser(__doc__, rounds=10))
findings = Findings()
randomness = random.Random(options.seed)
server = Server(options.halserver, options.resources, options.directory)
sent, slowest = [], 0


def rival():
    """Another server on the same directory. It ends with this script."""
    process = subprocess.Popen(
        [options.halserver, "serve", "--listen", f"127.0.0.1:{free_port()}", "--data", server.data,
         "--resources", options.resources, "--log-format", "off"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=server.environment)
    atexit.register(process.kill)
    return process


def outcome(process):
    """How it ended, and what it said; it is ended where it does not by itself."""
    try:
        text, _ = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        text, _ = process.communicate()
        text += "(did not end by itself)"
    return process.returncode, text


def append():
    batch = messages("a", 3, randomness)
    answer = server.client().append("a", batch)
    if answer is None or answer.status != 200:
        findings.add("other", f"the first server answered {answer}")
    sent.extend(message["messageId"] for message in batch)


def unharmed():
    found = [message["messageId"] for message in server.client().everything()]
    if found != sent:
        findings.add("lost", f"{len(sent)} sent, {len(found)} found")


server.start()
for _ in range(options.rounds):
    append()
    begin = time.monotonic()
    other = rival()
    status, text = outcome(other)
    slowest = max(slowest, time.monotonic() - begin)
    if status != 75 or "another process has this data directory open" not in text:
        findings.add("other", f"the second server ended with {status}: {text}")
    append()
    unharmed()
server.end(15)
for _ in range(options.rounds):
    crowd = [rival() for _ in range(4)]
    end = time.monotonic() + 20
    while sum(one.poll() is None for one in crowd) > 1 and time.monotonic() < end:
        time.sleep(0.01)
    # Whoever is left must have had the time to end, too.
    time.sleep(0.1)
    left = [one for one in crowd if one.poll() is None]
    if len(left) != 1:
        findings.add("other", f"{len(left)} of 4 servers serve one directory")
    for one in crowd:
        if one in left:
            one.terminate()
        status, text = outcome(one)
        if status != (0 if one in left else 75):
            findings.add("other", f"a server ended with {status}: {text}")
server.start()
unharmed()
server.end(15)
status, text = server.verify()
if status != 0:
    findings.add("corrupt", text)
conclude("two_processes", options.seed, [
    result("P13", f"{options.rounds} second servers refused within {slowest * 1000:.0f} ms, "
                  f"{options.rounds} races of 4: {findings.total} wrong",
           findings.total == 0 and slowest <= (1 if options.strict else 30))], findings)
