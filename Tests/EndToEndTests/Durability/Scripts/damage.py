#!/usr/bin/env python3
"""Flips a bit or cuts a file at random places, and looks who notices (promise P12).

    damage.py HALSERVER RESOURCES DIRECTORY [--rounds 1000] [--seed N]

At each place `halserver verify` must name the file, the server must come up or refuse with a line, and nothing
that is answered as complete may hold a wrong byte."""
import os
import random
import shutil
import signal
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from proof import options as command_line
from proof.findings import Findings, conclude, result
from proof.load import messages
from proof.server import Server

options = command_line.parse(command_line.parser(__doc__, rounds=1000, messages=400))
findings = Findings()
randomness = random.Random(options.seed)
KEYS = ("streamId", "messageId", "streamVersion", "position", "type", "createdUtc", "payload",
        "metadata")


def fill(server):
    """A log of several segments; its messages by position."""
    server.start()
    client = server.client()
    sent = 0
    while sent < options.messages:
        stream = f"s{randomness.randrange(7)}"
        batch = messages(stream, randomness.randint(1, 6), randomness, sizes=(20, 300, 2500))
        answer = client.append(stream, batch)
        if answer is None or answer.status != 200:
            raise SystemExit(f"{answer}")
        sent += len(batch)
    originals = {message["position"]: pick(message) for message in client.everything()}
    server.end(signal.SIGTERM)
    # Once more, so that the index files of all sealed segments are there.
    server.start()
    server.client().ask("GET", "/")
    server.end(signal.SIGTERM)
    return originals


def pick(message):
    return tuple(message.get(key) for key in KEYS)


def parts_of_the_log(directory):
    """The files that belong to the log, as the manifest says, and their bytes."""
    with open(os.path.join(directory, "MANIFEST"), "rb") as file:
        manifest = file.read()
    count = struct.unpack_from("<I", manifest, 12)[0]
    names = ["MANIFEST", "%012d-%06d.log" % struct.unpack_from("<QQ", manifest, 48)]
    for place in range(count):
        stem = "%012d-%06d" % struct.unpack_from("<QQ", manifest, 80 + 28 * place)
        names += [stem + ".log", stem + ".idx"]
    found = {}
    for name in names:
        path = os.path.join(directory, name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                found[name] = file.read()
    return found


def damaged(content):
    """The bytes with one bit flipped or cut short, and what was done."""
    at = randomness.randrange(len(content))
    if randomness.randrange(4) == 0:
        return content[:at], f"cut at {at}"
    changed = bytearray(content)
    changed[at] ^= 1 << randomness.randrange(8)
    return bytes(changed), f"flipped at {at}"


def read(server, originals, label):
    """Reads pages and single messages; compares all that is complete."""
    client, compared = server.client(), 0
    position = 0
    while True:
        answer = client.ask("GET", f"/stream?d=f&m=50&p={position}&e=1")
        if answer is None:
            if not server.is_running:
                findings.add("other", f"{label}: the server ended: {server.log_tail()}")
            return compared
        if answer.status != 200:
            position += 50
            if position > max(originals):
                break
            continue
        page = answer.json["_embedded"]["streamStore:message"]
        for message in page:
            compared += 1
            if originals.get(message["position"]) != pick(message):
                findings.add("corrupt", f"{label}: position {message['position']} in a page")
        if answer.json["isEnd"] or not page:
            break
        position = page[0]["position"] + 1
    for position in randomness.sample(sorted(originals), 10):
        stream, identity, version, *_ = originals[position]
        answer = client.ask("GET", f"/streams/{stream}/{version}/payload")
        if answer is not None and answer.status == 200:
            compared += 1
            if answer.body.decode() != originals[position][KEYS.index("payload")]:
                findings.add("corrupt", f"{label}: payload of {stream}@{version}")
    return compared


server = Server(options.halserver, options.resources, options.directory, ["--segment-bytes", "64K"])
originals = fill(server)
if server.verify()[0] != 0:
    raise SystemExit(f"damaged before anything was done: {server.verify()}")
files = parts_of_the_log(server.data)
pristine = os.path.join(options.directory, "pristine")
shutil.copytree(server.data, pristine)
told, refused, compared = 0, 0, 0
for number in range(options.rounds):
    name = randomness.choice(sorted(files))
    content, what = damaged(files[name])
    label = f"{name} {what}"
    with open(os.path.join(server.data, name), "wb") as file:
        file.write(content)
    status, text = server.verify()
    if status == 65 and name in text:
        told += 1
    else:
        findings.add("other", f"{label}: verify says {status}: {text[:300]}")
    server.launch()
    client = server.client()
    while server.is_running and client.ask("GET", "/health/live") is None:
        pass
    if server.is_running:
        compared += read(server, originals, label)
        server.end()
    else:
        refused += 1
        if server.process.returncode != 65:
            findings.add("other", f"{label}: ended with {server.process.returncode}")
    # What the server made of it is not kept.
    shutil.rmtree(server.data)
    shutil.copytree(pristine, server.data)
    if findings.stopping.is_set():
        break

conclude("damage", options.seed, [
    result("P12", f"{options.rounds} places in {len(files)} files, {told} reported, {compared:,} "
                  f"messages compared: {findings.zeros()}",
           findings.total == 0 and told == options.rounds)], findings, refusedToStart=refused)
