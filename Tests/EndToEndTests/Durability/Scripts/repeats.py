#!/usr/bin/env python3
"""Sends the same messages again and again (promise P6): they are there once.

    repeats.py HALSERVER RESOURCES DIRECTORY [--repeats 10000] [--seed N]

A client sends a batch and hangs up before the answer, or in the middle of the request; then it sends the batch on
two connections at the same time, and once more. Now and then the server is killed in between. Every answer to a
repeat must be that of the first."""
import json
import os
import random
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.client import CutOff
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server

options = command_line.parse(command_line.parser(__doc__, repeats=10_000, clients=8, kills=5))
findings = Findings()
server = Server(options.halserver, options.resources, options.directory,
                ["--segment-bytes", "256K"])
server.start()
FIELDS = {"Content-Type": "application/json"}


class Repeater(threading.Thread):
    """Owns a stream and repeats everything that it sends there."""

    def __init__(self, number):
        super().__init__()
        self.stream = f"repeated-{number}"
        self.randomness = random.Random(options.seed * 100 + number)
        self.clients = [server.client(), server.client()]
        self.ids = []
        self.repeats = 0

    def run(self):
        version = -1
        while self.repeats < options.repeats // options.clients:
            count = self.randomness.randint(1, 4)
            batch = messages(self.stream, count, self.randomness, sizes=(10, 900))
            condition = self.randomness.choice((-2, version if version >= 0 else -3))
            body = json.dumps(batch)
            self.hang_up(body, condition)
            self.both(body, condition)
            said = set()
            for _ in range(self.randomness.randint(1, 3)):
                answer = self.insist(body, condition)
                said.add((answer.json["currentVersion"], answer.json["currentPosition"]))
            if len(said) != 1 or said.pop()[0] != version + count:
                findings.add("duplicated", f"{self.stream}: version {said} behind {version}")
            version += count
            self.ids += [message["messageId"] for message in batch]

    def fields(self, condition):
        return {**FIELDS, "SSS-ExpectedVersion": str(condition)}

    def hang_up(self, body, condition):
        """Sends the request, or a part of it, and goes."""
        client = server.client()
        try:
            part = self.randomness.choice((1.0, 1.0, self.randomness.random()))
            client.begin("POST", f"/streams/{self.stream}", body, self.fields(condition), part)
        except OSError:
            pass
        client.close()
        self.repeats += 1

    def both(self, body, condition):
        """Sends the request on two connections, then reads both answers."""
        for client in self.clients:
            try:
                client.begin("POST", f"/streams/{self.stream}", body, self.fields(condition))
            except OSError:
                client.close()
        for client in self.clients:
            try:
                if client.socket is None:
                    continue
                answer = client.finish()
                self.repeats += 1
                if answer.status not in (200, 201, 503):
                    findings.add("other", f"{self.stream}: {answer}")
            except (OSError, CutOff, ValueError, IndexError):
                client.close()

    def insist(self, body, condition):
        while True:
            answer = self.clients[0].ask(
                "POST", f"/streams/{self.stream}", body, self.fields(condition))
            if answer is None:
                time.sleep(0.005)
                continue
            self.repeats += 1
            if answer.status in (200, 201):
                return answer
            if answer.status != 503:
                findings.add("other", f"{self.stream}: {answer}")
                raise SystemExit(f"{self.stream}: {answer}")


repeaters = [Repeater(number) for number in range(options.clients)]
for one in repeaters:
    one.start()
goal = options.repeats // (options.kills + 1)
kills = 0
while any(one.is_alive() for one in repeaters):
    repeaters[0].join(0.05)
    if kills < options.kills and sum(one.repeats for one in repeaters) > goal * (kills + 1):
        server.end(signal.SIGKILL)
        server.start()
        kills += 1
held = {}
for message in server.client().everything():
    held.setdefault(message["streamId"], []).append(message["messageId"])
for one in repeaters:
    found = held.pop(one.stream, [])
    if len(found) != len(set(found)):
        findings.add("duplicated", f"{one.stream}: {len(found) - len(set(found))}")
    if found != one.ids:
        findings.add("lost", f"{one.stream}: {len(one.ids)} sent, {len(found)} there")
if held:
    findings.add("phantom", f"streams that nobody wrote: {list(held)[:3]}")
repeats = sum(one.repeats for one in repeaters)
server.end(15)
conclude("repeats", options.seed, [
    result("P6", f"{repeats:,} requests of {sum(len(one.ids) for one in repeaters):,} messages, "
                 f"{kills} kills: duplicated {findings.counts['duplicated']}, "
                 f"{findings.total} wrong", findings.total == 0 and repeats >= options.repeats)],
    findings)
