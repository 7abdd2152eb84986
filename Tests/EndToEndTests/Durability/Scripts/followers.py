#!/usr/bin/env python3
"""Reads the all-stream while others write (promise P5): what has been passed stays as it is, for good.

    followers.py HALSERVER RESOURCES DIRECTORY [--messages 100000] [--seed N]

For the log and for memory: writers append until so many messages are there; followers read pages of several sizes
forwards, and one reads the newest page again and again. All that they saw is compared with the end."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import Follower, Worker, Writer
from proof.oracle import check
from proof.server import Server

options = command_line.parse(
    command_line.parser(__doc__, messages=100_000, writers=8, largest=300))


class Newest(Worker):
    """Reads the newest page: the head never falls, and nothing appears below it later."""

    def __init__(self, server, findings):
        super().__init__(server, findings, 0)
        self.head = -1
        self.pages = []

    def run(self):
        while not self.stops:
            answer = self.client.ask("GET", "/stream?d=b&m=20&p=-1&e=0")
            if answer is None or answer.status != 200:
                continue
            page = answer.json["_embedded"]["streamStore:message"]
            if not page:
                continue
            if page[0]["position"] < self.head:
                self.findings.add("late", f"the head fell from {self.head}")
            self.head = page[0]["position"]
            if len(self.pages) < 5000:
                self.pages.append([message["position"] for message in page])

    def compare(self, positions):
        for page in self.pages:
            low, high = page[-1], page[0]
            if positions[high] - positions[low] != len(page) - 1:
                self.findings.add("late", f"between {low} and {high} something appeared")


def run(store):
    """One store's load; its findings and how many messages were followed."""
    findings = Findings()
    arguments = ["--store", store] + (["--segment-bytes", "4M"] if store == "log" else [])
    server = Server(options.halserver, options.resources,
                    os.path.join(options.directory, store), arguments)
    server.start()
    writers = [Writer(server, findings, number, options.seed, options.largest, sizes=(10,))
               for number in range(options.writers)]
    for writer in writers:
        writer.limit = options.messages // options.writers + 1
    followers = [Follower(server, findings, page) for page in (20, 200, 2000)]
    newest = Newest(server, findings)
    for one in [*writers, *followers, newest]:
        one.start()
    for writer in writers:
        writer.join()
    count = sum(writer.count for writer in writers)
    # The one with the largest pages comes to the end.
    followers[2].target = count
    followers[2].join(120)
    findings.stopping.set()
    for one in [*followers, newest]:
        one.join()
    everything = server.client().everything(payloads=True)
    check(findings, everything, writers, followers=followers)
    newest.compare({message["position"]: place for place, message in enumerate(everything)})
    if len(followers[2].seen) != count:
        findings.add("late", f"followed {len(followers[2].seen)} of {count}")
    server.end(15)
    return findings, count, len(newest.pages)


results, everything = [], Findings()
for store in ("log", "memory"):
    findings, count, pages = run(store)
    for kind, number in findings.counts.items():
        everything.counts[kind] += number
    everything.texts += [f"{store}: {text}" for text in findings.texts]
    results.append(result(
        "P5", f"{store}: {count:,} messages, {options.writers} writers, 3 followers, {pages:,} "
              f"newest pages: {findings.zeros()}", findings.total == 0))
conclude("followers", options.seed, results, everything)
