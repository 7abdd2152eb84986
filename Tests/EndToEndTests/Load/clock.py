#!/usr/bin/env python3
"""The clock jumps a day forwards and backwards below load (promise P23): nothing fails, nothing expires at
once, positions stay in order, `created` never falls. The clock is faked by libfaketime; the monotonic clock is
left alone, as the kernel does."""
import glob
import json
import os
import time

from harness import Client, Report, Server, connect, fill, measure, options, read_head, status

chosen = options(__doc__)
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
DAY = 86_400
faults, figures = [], {}


def jump(path, seconds):
    with open(path + ".new", "w") as file:
        file.write(f"{seconds:+d}")
    os.rename(path + ".new", path)


def messages(client):
    found, position = [], 0
    while True:
        page = json.loads(client.get(f"/stream?d=f&m=1000&p={position}&e=0")[1])
        found += reversed(page["_embedded"]["streamStore:message"])
        if page["isEnd"]:
            return found
        position = found[-1]["position"] + 1


def main():
    report = Report(chosen)
    library = next((found for pattern in LIBRARIES for found in glob.glob(pattern)), None)
    if not library:
        raise SystemExit("libfaketime is missing: apt-get install libfaketime")
    offset = os.path.join(chosen.directory, "offset")
    jump(offset, 0)
    # Below env(1), because libfaketime changes the environment of the first process that it is loaded into,
    # next to which Swift looks for the arguments.
    server = Server(
        chosen, "--log-format", "off", "--idle-timeout", "600", "--header-timeout", "3",
        before=["env"], environment={
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": offset, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"})
    with server:
        fill(server.port)
        client = Client(server.port)
        # What is kept for an hour expires when a day passes; what is kept for a year must not.
        for stream, age in (("hour", 3_600), ("year", 365 * DAY)):
            client.append(stream, [{"n": n} for n in range(10)])
            answer = client.send("POST", f"/streams/{stream}/metadata", json.dumps({"maxAge": age}),
                                 {"Content-Type": "application/json"})
            if answer[0] != 200:
                faults.append(f"metadata got {answer[0]}")
        idle = [connect(server.port) for _ in range(200)]
        for raw in idle:
            raw.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            read_head(raw)
        half = connect(server.port)
        half.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        rounds = 20 if chosen.long else 3
        for _ in range(rounds):
            for seconds in (DAY, 0, -DAY, 0):
                jump(offset, seconds)
                _, errors = measure(server.port, 1 if chosen.long else 0.5)
                if errors:
                    faults.append(f"at {seconds:+d} s: {len(errors)} errors, {errors[0]}")
        ended = 0
        for raw in idle:
            try:
                raw.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
                ended += status(read_head(raw)) != 204
            except OSError:
                ended += 1
        # The patience with an unfinished head is counted by the monotonic clock too.
        if status(read_head(half)) != 408:
            faults.append("an unfinished head was not ended by its timeout")
        if ended:
            faults.append(f"{ended} idle connections were ended")
        jump(offset, DAY)
        date = client.get("/")[2].getheader("Date")
        if time.strftime("%d", time.gmtime(time.time() + DAY)) not in date.split()[1]:
            faults.append(f"the server does not see the faked clock: {date}")
        jump(offset, 0)
        everything = messages(client)
        positions = [message["position"] for message in everything]
        created = [message["createdUtc"] for message in everything]
        if positions != sorted(set(positions)):
            faults.append("positions are not in order")
        if created != sorted(created):
            faults.append("createdUtc falls")
        years = [m for m in everything if m["streamId"] == "year"]
        if len(years) != 10:
            faults.append(f"{10 - len(years)} messages expired long before their time")
        figures.update(messages=len(everything), jumps=rounds * 4)
        code, seconds = server.end()
        if code != 0 or seconds > 5:
            faults.append(f"it ended with {code} after {seconds:.1f} s")
        server.start()
        if [m["position"] for m in messages(Client(server.port))] != positions:
            faults.append("another start finds other messages")
        server.end()
    report.line("P23", faults, **figures)
    report.end()


main()
