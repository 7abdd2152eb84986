#!/usr/bin/env python3
"""Kills a server below writes and measures how long the next one takes until it is ready (promise P15).

    start_times.py HALSERVER RESOURCES DIRECTORY [--messages 100000] [--rounds 20] [--most MILLISECONDS]

The port is free at once: every server listens where the one before did."""
import os
import random
import signal
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.rounds import fill
from proof.server import Server

options = command_line.parse(
    command_line.parser(__doc__, messages=100_000, rounds=20, most=150))
findings = Findings()
randomness = random.Random(options.seed)
server = Server(options.halserver, options.resources, options.directory)
server.start()
fill(server, options.messages, batch=min(5000, options.messages))
acknowledged = 0


def write(client, stopping):
    """Appends until the server is gone."""
    global acknowledged
    while not stopping.is_set():
        answer = client.append("late", messages("late", 1, randomness))
        if answer is None:
            return
        acknowledged += 1


for number in range(options.rounds):
    stopping = threading.Event()
    writer = threading.Thread(target=write, args=(server.client(), stopping))
    writer.start()
    writer.join(randomness.uniform(0.02, 0.1))
    server.end(signal.SIGKILL)
    stopping.set()
    writer.join()
    server.start()
answer = server.client().ask("GET", "/streams/late?d=b&m=1&p=-1&e=0")
last = answer.json["lastStreamVersion"]
if not acknowledged - 1 <= last <= acknowledged - 1 + options.rounds:
    findings.add("lost", f"{acknowledged} acknowledged, the last version is {last}")
server.end(15)
times = sorted(round(start * 1000) for start in server.starts[1:])
p50, slowest = times[len(times) // 2], times[-1]
conclude("start_times", options.seed, [
    result("P15", f"{options.rounds} starts after a kill at {options.messages:,} messages: p50 {p50} ms, "
                  f"slowest {slowest} ms",
           findings.total == 0 and p50 <= (options.most if options.strict else 10_000))], findings)
