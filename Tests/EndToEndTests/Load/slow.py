#!/usr/bin/env python3
"""Slow senders, slow readers and readers that do not read starve nobody (promise P17). With --long and
slowhttptest installed, that is asked as well."""
import shutil
import subprocess
import time

from attackers import Attack, resetters, slow_bodies, slow_heads, slow_readers
from harness import Report, Server, fill, measure, options, percentile

chosen = options(__doc__)
LARGE = "/streams/large?d=f&m=2000&p=0&e=1"
HEADER_TIMEOUT = 3


def bound(alone):
    """The most milliseconds that all but one request in a hundred may take beside the attackers."""
    return max(20 if chosen.long else 250, 5 * alone)


def attacked(server, faults):
    alone, errors = measure(server.port, 3)
    alone = percentile(alone, 0.99)
    port, many = server.port, 500
    attacks = {
        "heads": Attack(slow_heads, port, many), "bodies": Attack(slow_bodies, port, many),
        "readers": Attack(slow_readers, port, 64, LARGE, 100),
        "nonReaders": Attack(slow_readers, port, 64, LARGE, 0)}
    for attack in attacks.values():
        attack.ready.wait(30)
    time.sleep(3)
    rounds = []
    for _ in range(3):
        beside, more = measure(port, 30 if chosen.long else 5)
        errors += more
        rounds.append(percentile(beside, 0.99))
        if rounds[-1] <= bound(alone):
            break
    results = {name: attack.end() for name, attack in attacks.items()}
    if min(rounds) > bound(alone):
        faults.append(f"p99 {min(rounds):.1f} ms beside the attackers, {alone:.1f} ms alone")
    if errors:
        faults.append(f"the client beside them: {len(errors)} errors, {errors[0]}")
    heads = results["heads"]
    if heads["longest"] > HEADER_TIMEOUT + (2 if chosen.long else 10):
        faults.append(f"a slow head was let live for {heads['longest']:.1f} s")
    if not heads["statuses"].get(408):
        faults.append(f"slow heads got {heads['statuses']}, not 408")
    return dict(p99Alone=round(alone, 2), p99Beside=round(min(rounds), 2),
                slowestHead=round(heads["longest"], 2), heads=heads["statuses"])


def torn(server, faults):
    """Connections that are reset in every state."""
    attack = Attack(resetters, server.port)
    before = server.descriptors()
    _, errors = measure(server.port, 20 if chosen.long else 3)
    resets = attack.end()["resets"]
    time.sleep(1.5)
    left = server.descriptors() - before
    if errors:
        faults.append(f"beside resets: {errors[0]}")
    if left > 8:
        faults.append(f"{left} descriptors are left behind {resets} resets")
    return resets


def second_opinion(server, faults):
    """slowhttptest says whether the server was available all the time."""
    opinions = {}
    if not shutil.which("slowhttptest"):
        return opinions
    for name, mode in {"headers": ["-H"], "body": ["-B"], "read": ["-X", "-w", "10", "-y", "20"],
                       "range": ["-R"]}.items():
        result = subprocess.run(
            ["slowhttptest", *mode, "-c", "1000", "-r", "500", "-i", "1", "-l", "15", "-p", "2",
             "-u", f"http://127.0.0.1:{server.port}{LARGE if name == 'read' else '/'}"],
            capture_output=True, text=True, cwd=chosen.directory)
        opinions[name] = "NO" not in [
            line.split(":")[-1].strip() for line in result.stdout.splitlines()
            if "service available" in line]
        if not opinions[name]:
            faults.append(f"slowhttptest {name}: the service was not available")
    return opinions


def main():
    report, faults = Report(chosen), []
    with Server(chosen, "--log-format", "off", "--header-timeout", str(HEADER_TIMEOUT)) as server:
        fill(server.port)
        fill(server.port, "large", 2000, 1000)
        figures = attacked(server, faults)
        figures["resets"] = torn(server, faults)
        if chosen.long:
            figures["slowhttptest"] = second_opinion(server, faults)
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    report.line("P17", faults, **figures)
    report.end()


main()
