"""The loop of P1 and P2: clients write, the server is broken at a random moment and comes back, and at the end
everything is compared. What "broken" means is the caller's."""
import json
import random
import time

from proof.findings import Findings
from proof.load import Deleter, Follower, Refused, Writer, messages
from proof.oracle import check


def fill(server, count, batch=500):
    """Appends messages that nobody judges, so that the store has some size."""
    client = server.client()
    randomness = random.Random(0)
    for number in range(0, count, batch):
        stream = f"ballast-{number // 20_000}"
        sent = messages(stream, min(batch, count - number), randomness, sizes=(60,))
        answer = client.append(stream, sent)
        if answer is None or answer.status != 200:
            raise SystemExit(f"the store cannot be filled: {answer}")
    client.close()


def run(server, seed, rounds, writers=16, crash=None, preload=0, largest=5, pause=(0.05, 0.5),
        sizes=(10, 200, 3000), goal=0):
    """Breaks the server `rounds` times by `crash(server)` below the load. The server runs already and runs at
    the end. With a `goal`, the last round lasts until so many messages are acknowledged. Returns the findings and
    figures."""
    findings = Findings()
    randomness = random.Random(seed)
    if preload:
        fill(server, preload)
    crowd = [Writer(server, findings, number, seed, largest, sizes) for number in range(writers)]
    deleters = [Deleter(server, findings, number, seed) for number in range(max(writers // 8, 1))]
    refused = [Refused(server, findings, number, seed) for number in range(2)]
    followers = [Follower(server, findings), Follower(server, findings, page=20)]
    everybody = [*crowd, *deleters, *refused, *followers]
    server.starts.clear()
    server.starts.append(0)
    begin = time.monotonic()
    for one in everybody:
        one.start()
    done = 0
    for _ in range(rounds):
        time.sleep(randomness.uniform(*pause))
        crash(server)
        done += 1
        if findings.stopping.is_set():
            break
    end = time.monotonic() + 60
    while (sum(one.count for one in crowd) < goal and time.monotonic() < end
           and not findings.stopping.is_set()):
        time.sleep(0.05)
    time.sleep(0.2)
    findings.stopping.set()
    for one in everybody:
        one.join(60)
        if one.is_alive():
            findings.add("other", "a client still waits for an answer")
    seconds = time.monotonic() - begin
    # Once more, so that what is read back comes from the disk.
    crash(server)
    everything = server.client().everything()
    check(findings, everything, crowd, deleters, refused, followers)
    return findings, {
        "rounds": done + 1, "acknowledged": sum(one.count for one in crowd),
        "repeats": sum(one.repeats for one in crowd),
        "deleted": sum(len(one.gone) for one in deleters),
        "refused": sum(len(one.ids) for one in refused),
        "followed": sum(len(one.seen) for one in followers),
        "kept": len(everything), "seconds": round(seconds, 1),
        "startMilliseconds": server.median_start()}


def verify(server, findings):
    """Ends the server in good order; the files must be without fault."""
    status = server.end(15)
    if status != 0:
        findings.add("other", f"SIGTERM ended the server with {status}")
    status, text = server.verify()
    if status != 0:
        findings.add("corrupt", f"verify: {text}")


def add(total, figures):
    """Adds the figures of one seed to those of all."""
    for name, value in figures.items():
        if name == "startMilliseconds":
            total.setdefault("starts", []).append(value)
        else:
            total[name] = round(total.get(name, 0) + value, 1)
    return total


def note(seed, findings, figures):
    """A line about one seed, for whoever watches."""
    print(json.dumps({"seed": seed, **figures, "faults": findings.texts}), flush=True)
