#!/usr/bin/env python3
"""Has many clients append with the same expected version at the same time (promise P7).

    races.py HALSERVER RESOURCES DIRECTORY [--rounds 1000] [--clients 32] [--seed N]

In each round exactly one must be taken, all others are told that the version is another one, and of them nothing
is kept. Rounds go over expected versions, over streams that must not exist, and over If-Match."""
import json
import os
import random
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server

options = command_line.parse(command_line.parser(__doc__, rounds=1000, clients=32))
findings = Findings()
server = Server(options.halserver, options.resources, options.directory)
server.start()
barrier = threading.Barrier(options.clients)
answers = [[None] * options.clients for _ in range(options.rounds)]
winners = []


def request(number, randomness):
    """Where, with which condition, and what every client of a round sends; which answers there may be."""
    kind = number % 10
    if kind == 8:
        stream, condition, taken = f"new-{number}", {"SSS-ExpectedVersion": "-3"}, (201, 409)
    elif kind == 9:
        stream, condition, taken = f"new-{number}", {"If-None-Match": "*"}, (200, 412)
    else:
        stream, condition, taken = "raced", {"SSS-ExpectedVersion": str(len(winners) - 1)}, (200, 409)
        if not winners:
            condition = {"SSS-ExpectedVersion": "-3"}
            taken = (201, 409)
    return stream, condition, taken


def run(place):
    randomness = random.Random(options.seed * 1000 + place)
    client = server.client()
    for number in range(options.rounds):
        barrier.wait()
        stream, condition, taken = request(number, randomness)
        batch = messages(stream, 1, randomness, sizes=(10,))
        barrier.wait()
        answer = client.ask("POST", f"/streams/{stream}", json.dumps(batch),
                            {"Content-Type": "application/json", **condition})
        answers[number][place] = (answer.status if answer else 0, taken, batch[0]["messageId"],
                                  stream)
        if barrier.wait() == 0:
            judge(number)
        barrier.wait()


def judge(number):
    """Called by one of them while the others wait."""
    won, lost = answers[number][0][1]
    statuses = [answer[0] for answer in answers[number]]
    accepted = [answer for answer in answers[number] if 200 <= answer[0] < 300]
    if len(accepted) != 1 or statuses.count(lost) != options.clients - 1:
        findings.add("other", f"round {number}: {sorted(statuses)}")
    if accepted and accepted[0][3] == "raced":
        winners.append(accepted[0][2])


threads = [threading.Thread(target=run, args=(place,)) for place in range(options.clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
everything = server.client().everything()
held = {}
for message in everything:
    held.setdefault(message["streamId"], []).append(message["messageId"])
if held.get("raced", []) != winners:
    findings.add("lost", f"{len(winners)} won, {len(held.get('raced', []))} are there")
for number, round_ in enumerate(answers):
    accepted = [answer[2] for answer in round_ if 200 <= answer[0] < 300]
    if round_[0][3] != "raced" and held.get(round_[0][3]) != accepted:
        findings.add("phantom", f"round {number}: {held.get(round_[0][3])} is there")
server.end(15)
conclude("races", options.seed, [
    result("P7", f"{options.rounds:,} rounds of {options.clients} clients, one winner each: "
                 f"{findings.total} wrong", findings.total == 0)], findings)
