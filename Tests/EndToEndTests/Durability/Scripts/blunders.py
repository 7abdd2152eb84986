#!/usr/bin/env python3
"""The proof that the oracle finds what it is there for: a load is read back, what was read is made wrong in each
way that there is, and each must be found.

    blunders.py HALSERVER RESOURCES DIRECTORY [--seed N]"""
import copy
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import Deleter, Follower, Refused, Writer
from proof.oracle import check
from proof.server import Server

options = command_line.parse(command_line.parser(__doc__))
server = Server(options.halserver, options.resources, options.directory)
server.start()
load = Findings()
writers = [Writer(server, load, number, options.seed) for number in range(3)]
deleters = [Deleter(server, load, 0, options.seed)]
refused = [Refused(server, load, 0, options.seed)]
followers = [Follower(server, load)]
for one in [*writers, *deleters, *refused, *followers]:
    one.start()
while min(writer.count for writer in writers) < 40 or len(deleters[0].gone) < 5:
    time.sleep(0.01)
time.sleep(0.2)
load.stopping.set()
for one in [*writers, *deleters, *refused, *followers]:
    one.join()
good = server.client().everything()


def judged(messages):
    findings = Findings()
    check(findings, messages, writers, deleters, refused, followers)
    return findings


def of_own(messages):
    """The index of a message in the middle of a batch of some writer's own stream."""
    for index, message in enumerate(messages):
        if message["streamId"] == "own-1":
            data = json.loads(message["payload"])
            if 0 < data["index"] < data["of"] - 1:
                return index
    raise SystemExit("there is no such message; try another seed")


def lose(messages):
    del messages[of_own(messages)]


def double(messages):
    index = of_own(messages)
    messages.insert(index + 1, copy.deepcopy(messages[index]))


def swap(messages):
    index = of_own(messages)
    one, other = messages[index - 1], messages[index]
    for key in ("messageId", "payload"):
        one[key], other[key] = other[key], one[key]


def damage(messages):
    index = of_own(messages)
    messages[index]["payload"] = messages[index]["payload"].replace("xx", "xy", 1).replace(
        '"filler":"', '"filler":"y', 1)


def invent(messages):
    messages.append({**copy.deepcopy(messages[-1]), "messageId": "invented",
                     "position": messages[-1]["position"] + 1})


def keep_refused(messages):
    messages[of_own(messages)]["messageId"] = sorted(refused[0].ids)[0]


def hole(messages):
    index = of_own(messages)
    for message in messages[index:]:
        if message["streamId"] == "own-1":
            message["streamVersion"] += 1


def move(messages):
    for message in messages:
        message["position"] += 1


def appear(messages):
    # A message of the past that the follower never saw.
    del followers[0].seen[messages[len(messages) // 2]["position"]]


def bring_back(messages):
    for message in messages:
        if message["streamId"] == "deleted-0":
            message["messageId"] = sorted(deleters[0].gone)[0]
            return


BLUNDERS = [("lost", lose), ("torn", lose), ("gap", lose), ("duplicated", double),
            ("reordered", swap), ("torn", swap), ("corrupt", damage), ("phantom", invent),
            ("phantom", keep_refused), ("gap", hole), ("moved", move), ("phantom", bring_back),
            ("late", appear)]
findings = judged(copy.deepcopy(good))
found = 0
for kind, blunder in BLUNDERS:
    messages = copy.deepcopy(good)
    blunder(messages)
    if judged(messages).counts[kind]:
        found += 1
    else:
        findings.add("other", f"{blunder.__name__} was not found to be {kind}")
server.end(15)
conclude("blunders", options.seed, [
    result("oracle", f"{found} of {len(BLUNDERS)} blunders found", findings.total == 0)], findings)
