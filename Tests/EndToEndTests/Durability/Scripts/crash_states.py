#!/usr/bin/env python3
"""Looks at what any power cut may leave (promise P3).

    crash_states.py HALSERVER RESOURCES DIRECTORY --judge CrashStates [--states 2000]
        [--seed N] [--replay]

A few operations are done through the server's front door while a library below it (`preload/recorder.c`) writes
down every call that changes files. From the recording every moment is made again, and at each moment what a power
cut could leave: of what was not synced any part, torn at 512 bytes. Each such state is opened by the real store:
it must open for writing, hold what was acknowledged, and of the operation under way all or nothing.

What threads do in the background comes in another order each time. So the recording of a workload that failed stays
in the directory, and `--replay` looks at it again instead of making a new one."""
import json
import os
import random
import shutil
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof import preload, recording
from proof.crash_disk import CrashDisk, choices
from proof.findings import Findings, conclude, result
from proof.judge import Judge
from proof.server import Server
from proof.workloads import WORKLOADS, Session

parser = command_line.parser(__doc__, states=2000, judges=2)
parser.add_argument("--judge", required=True, help="the executable CrashStates")
parser.add_argument(
    "--without-syncs", action="store_true",
    help="take every third sync for a lie, and succeed if that is found out")
parser.add_argument("--replay", action="store_true", help="use the recordings that are there")
parser.add_argument("--only", help="the workloads, by name, with commas")
options = command_line.parse(parser)
findings = Findings(stop_after=10)


def record(name, segment_bytes, operations):
    """Does a workload; its events and its steps."""
    directory = os.path.join(options.directory, name.replace(" ", "-"))
    kept = directory + ".recording"
    if options.replay:
        with open(kept + ".json") as file:
            return recording.read(kept), json.load(file)
    shutil.rmtree(directory, ignore_errors=True)
    server = Server(
        options.halserver, options.resources, directory,
        # The stores of bytes lie elsewhere: only the log is modelled.
        ["--segment-bytes", str(segment_bytes), "--httpstream-path", os.path.join(directory, "streams"),
         "--filestore-path", os.path.join(directory, "files")],
        {"LD_PRELOAD": library, "RECORD_ROOT": os.path.join(directory, "data"),
         "RECORD_FILE": os.path.join(directory, "recording")})
    session = Session(server, os.path.join(directory, "recording"), options.seed)
    session.step(session.start)
    for operation, *words in operations:
        session.step(getattr(session, operation), *words)
    session.rest()
    server.end(signal.SIGKILL)
    events = recording.read(session.recorded)
    disk = CrashDisk()
    for event in events:
        disk.apply(event)
    if {name: bytes(content) for name, content in disk.whole()[0].items()} \
            != recording.contents(server.data):
        raise SystemExit(f"{name}: the recording is not what happened")
    os.replace(session.recorded, kept)
    with open(kept + ".json", "w") as file:
        json.dump(session.steps, file)
    shutil.rmtree(directory)
    return events, session.steps


def meaning(answer):
    """What can be compared."""
    return json.dumps([answer.get("messages"), answer.get("streams")])


def expect(answer, expected, name, number):
    """Compares what the store holds after a step with what the client knows."""
    held = {}
    for _, stream, _, identity, *_ in answer.get("messages", []):
        if not stream.startswith("$"):
            held.setdefault(stream, []).append(identity)
    wanted = {stream: ids for stream, ids in expected.items() if ids}
    if answer["refusal"] or held != wanted:
        findings.add("lost", f"{name}: step {number} was acknowledged: {answer['refusal']}")


def quota_for(counts, target):
    """How many states to take of each moment, so that all together are about as many as wanted."""
    low, high = 1, target
    while low < high:
        middle = (low + high) // 2
        if sum(min(1 << min(count, 40), middle) for count in counts) >= target:
            high = middle
        else:
            low = middle + 1
    return low


class Trial:
    """One workload's states."""

    def __init__(self, name, segment_bytes, operations):
        self.name = name
        self.events, self.steps = record(name, segment_bytes, operations)
        self.judges = [
            Judge(options.judge, os.path.join(options.directory, f"state-{number}"), segment_bytes)
            for number in range(options.judges)]
        self.answers = {}
        self.looked_at = 0
        self.moments = 0

    def moments_of_interest(self):
        """Every moment at which something may be lost: the event and the disk."""
        disk = CrashDisk()
        for place, event in enumerate(self.events):
            if not (options.without_syncs and event.kind == recording.SYNC and place % 3 == 0):
                disk.apply(event)
            if event.kind not in (recording.START, recording.CLOSE, recording.DUPLICATE):
                yield place, event, disk

    def legal_answers(self):
        """What the store holds after each step, when everything arrived."""
        found, disk, place = [], CrashDisk(), 0
        for number, (_, end, expected) in enumerate(self.steps):
            while place < len(self.events) and self.events[place].end <= end:
                disk.apply(self.events[place])
                place += 1
            answer = self.judges[0].ask(disk.whole()[0])
            expect(answer, expected, self.name, number)
            found.append(meaning(answer))
        return found

    def run(self):
        legal = self.legal_answers()
        counts = [len(disk.units()) for _, _, disk in self.moments_of_interest()]
        quota = quota_for(counts, options.states * 13 // 10)
        randomness = random.Random(options.seed)
        # Many choices come to the same state: then more are made.
        for _ in range(4):
            self.look(legal, quota, randomness)
            if len(self.answers) >= options.states or findings.stopping.is_set():
                break
            quota *= 2
        for judge in self.judges:
            judge.end()

    def look(self, legal, quota, randomness):
        """Judges up to `quota` states of each moment."""
        waiting, again = [], []
        for place, event, disk in self.moments_of_interest():
            units = disk.units()
            done = sum(end <= event.end for _, end, _ in self.steps)
            begun = sum(begin < event.end for begin, _, _ in self.steps)
            # The first step is the start on an empty directory: before it there is nothing either.
            allowed = {legal[max(number - 1, 0)] for number in range(done, max(begun, done) + 1)}
            self.moments += 1
            for arrived in choices(len(units), quota, randomness):
                files, digest = disk.state(units, arrived)
                self.looked_at += 1
                where = f"{self.name}: event {place} {event}, {sum(map(bool, arrived))} of " \
                        f"{len(units)} arrived"
                if digest in self.answers:
                    again.append((digest, allowed, where))
                    continue
                if len(waiting) == len(self.judges):
                    self.collect(waiting.pop(0))
                busy = {judge for judge, *_ in waiting}
                judge = next(one for one in self.judges if one not in busy)
                judge.begin(files, writes=len(self.answers) % 4 == 0)
                self.answers[digest] = None
                waiting.append((judge, digest, allowed, where))
                if findings.stopping.is_set():
                    break
        for one in waiting:
            self.collect(one)
        # States that were found at other moments, too, where something else may be allowed.
        for digest, allowed, where in again:
            self.judge(self.answers[digest], allowed, where)

    def collect(self, waiting):
        judge, digest, allowed, where = waiting
        answer = judge.finish()
        self.answers[digest] = (answer["refusal"], meaning(answer))
        self.judge(self.answers[digest], allowed, where)
        if not judge.is_running:
            raise SystemExit(f"{where}: {answer['refusal']}")

    def judge(self, answer, allowed, where):
        refusal, held = answer
        if refusal:
            findings.add("other", f"{where}: does not recover: {refusal}")
        elif held not in allowed:
            findings.add("lost", f"{where}: holds neither what was before nor what came after")


library = preload.build("recorder", options.directory)
states, smallest, looked_at, workloads = 0, None, 0, 0
for name, segment_bytes, operations in WORKLOADS:
    if options.only and name not in options.only.split(","):
        continue
    before = findings.total
    trial = Trial(name, segment_bytes, operations)
    trial.run()
    if findings.total == before:
        for ending in (".recording", ".recording.json"):
            os.unlink(os.path.join(options.directory, name.replace(" ", "-") + ending))
    distinct = len(trial.answers)
    print(json.dumps({"workload": name, "events": len(trial.events), "moments": trial.moments,
                      "states": distinct, "faults": len(findings.texts)}), flush=True)
    states += distinct
    workloads += 1
    looked_at += trial.looked_at
    smallest = distinct if smallest is None else min(smallest, distinct)

if options.without_syncs:
    wrong, findings = findings, Findings()
    conclude("crash_states", options.seed, [
        result("P3", f"without syncs {wrong.total} of {looked_at:,} looks find it wrong", wrong.total > 0)])
conclude("crash_states", options.seed, [
    result("P3", f"{states:,} distinct states of {workloads} workloads, at least "
                 f"{smallest:,} each: {findings.total} wrong",
           findings.total == 0 and smallest >= options.states)], findings, lookedAt=looked_at)
