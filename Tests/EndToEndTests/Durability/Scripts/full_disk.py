#!/usr/bin/env python3
"""Fills the disk below a running server and empties it again (promise P10).

    full_disk.py HALSERVER RESOURCES DIRECTORY [--rounds 10] [--kind tmpfs|ext4] [--seed N]

On the full disk every write is refused by a 507 problem, and every read is answered; a server starts there. Once
there is space, writes are taken again without a restart. Nothing acknowledged is lost, nothing refused is kept."""
import json
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.disk import SmallDisk
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server

parser = command_line.parser(__doc__, rounds=10, mebibytes=48)
parser.add_argument("--kind", choices=("tmpfs", "ext4"), default="tmpfs")
options = command_line.parse(parser)
findings = Findings()
randomness = random.Random(options.seed)
kept, refused = {}, set()
delays, codes = [], {}


def append(client, size, expect=(200, 507)):
    """Appends a message; whether it was taken."""
    stream = f"s{randomness.randrange(5)}"
    batch = messages(stream, 2, randomness, sizes=(size,))
    answer = client.append(stream, batch)
    status = answer.status if answer else 0
    codes[status] = codes.get(status, 0) + 1
    ids = [message["messageId"] for message in batch]
    if status == 200:
        for message in batch:
            kept[message["messageId"]] = (stream, message["jsonData"])
    elif status == 507:
        refused.update(ids)
        problem = answer.json
        if problem.get("status") != 507 or "title" not in problem:
            findings.add("other", f"507 without a problem: {answer}")
    if status not in expect:
        findings.add("other", f"an append was answered {answer}")
    return status == 200


def others_are_refused(client):
    """Deleting and saying metadata need space, too."""
    stream, _ = next(iter(kept.values()))
    for method, path, body in (
            ("DELETE", f"/streams/{stream}/{randomness.choice(list(kept))}", None),
            ("POST", f"/streams/{stream}/metadata", '{"maxCount":1000000}')):
        answer = client.ask(method, path, body, {"Content-Type": "application/json"})
        # A few bytes may find room in what was set aside before.
        if answer is None or answer.status not in (507, 200, 204):
            findings.add("other", f"{method} on a full disk: {answer}")
        elif method == "DELETE" and answer.status == 204:
            identity = path.rsplit("/", 1)[1]
            if kept[identity][0] == stream:
                del kept[identity]


def reads_go_on(client):
    """Everything is there, and nothing that was refused."""
    found = {message["messageId"]: message for message in client.everything()}
    lost = [identity for identity in kept if identity not in found]
    if lost:
        findings.add("lost", f"{len(lost)} messages", len(lost))
    for identity, (stream, data) in kept.items():
        message = found.get(identity)
        if message and (message["streamId"] != stream or json.loads(message["payload"]) != data):
            findings.add("corrupt", identity)
    if refused & set(found):
        findings.add("phantom", f"{len(refused & set(found))} refused messages are there")


def recovers(client, disk):
    """Gives the space back and measures how long writes are still refused."""
    disk.clear()
    begin = time.monotonic()
    while not append(client, 2000):
        if time.monotonic() - begin > 10:
            findings.add("other", "no write was taken for 10 s though there is space")
            break
        time.sleep(0.01)
    delays.append(time.monotonic() - begin)


def cycle(server, disk, number):
    client = server.client()
    for _ in range(5):
        append(client, 5000, expect=(200,))
    disk.fill(leave=randomness.randrange(0, 400_000))
    refusals = 0
    while refusals < 10:
        refusals += not append(client, 20_000)
    others_are_refused(client)
    reads_go_on(client)
    answer = client.ask("GET", "/health/live")
    if answer is None or answer.status != 204:
        findings.add("other", f"not alive on a full disk: {answer}")
    if number % 2:
        recovers(client, disk)
    else:
        # It starts on the full disk, too, however it ended.
        server.end(signal.SIGTERM if number % 4 else signal.SIGKILL)
        disk.fill(leave=0)
        server.start("live")
        client = server.client()
        reads_go_on(client)
        refusals = 0
        while refusals < 3:
            refusals += not append(client, 20_000)
        recovers(client, disk)
    reads_go_on(client)
    if not server.is_running:
        raise SystemExit(f"the server ended: {server.log_tail()}")
    answer = client.ask("GET", "/health/ready")
    if answer is None or answer.status != 204:
        findings.add("other", f"not ready though there is space: {answer}")


if os.geteuid() != 0:
    raise SystemExit("mounting a small disk needs root")
place = os.path.join(options.directory, "disk")
disk = SmallDisk(place, options.mebibytes, options.kind)
try:
    server = Server(options.halserver, options.resources, os.path.join(options.directory, "server"),
                    ["--segment-bytes", "1M"])
    server.data = os.path.join(place, "data")
    server.start()
    for number in range(options.rounds):
        cycle(server, disk, number)
    server.end(signal.SIGTERM)
    status, text = server.verify()
    if status != 0:
        findings.add("corrupt", text)
finally:
    server.end()
    disk.remove()

slowest = max(delays)
conclude("full_disk", options.seed, [
    result("P10", f"{options.kind}: {options.rounds} cycles, answers {codes}, {len(kept)} kept: {findings.zeros()}; "
                  f"writes again after {slowest * 1000:.0f} ms",
           findings.total == 0 and slowest <= (1 if options.strict else 10)
           and set(codes) == {200, 507})], findings)
