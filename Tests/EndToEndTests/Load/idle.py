#!/usr/bin/env python3
"""Ten thousand connections that do nothing cost little memory and slow nobody down (promise P16)."""
import select
import time

from harness import Report, Server, connect, fill, measure, options, percentile, read_head, status

chosen = options(__doc__, [("--connections", {"type": int, "default": 10_000})])
# What somebody may wait longer beside them, in milliseconds.
MORE = 2 if chosen.long else 250
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"


def crowd(port, count):
    """Connections of which every second has had an answer."""
    peers = []
    for number in range(count):
        raw = connect(port)
        if number % 2:
            raw.sendall(REQUEST)
        peers.append(raw)
    for raw in peers[1::2]:
        if status(read_head(raw)) != 204:
            raise SystemExit("a request on an idle connection failed")
    return peers


def main():
    report = Report(chosen)
    with Server(chosen, "--log-format", "off", "--idle-timeout", "3600") as server:
        fill(server.port)
        seconds = 10 if chosen.long else 3
        measure(server.port, 1)
        faults, rounds = [], []
        before, descriptors = server.memory(), server.descriptors()
        baseline, errors = measure(server.port, seconds)
        peers = crowd(server.port, chosen.connections)
        time.sleep(0.5)
        each = (server.memory() - before) / chosen.connections
        used = server.processor_seconds()
        time.sleep(1)
        used = server.processor_seconds() - used
        # Other processes may have the processor: of three, the best.
        for _ in range(3):
            beside, more = measure(server.port, seconds)
            errors += more
            rounds.append((percentile(beside, 0.99), percentile(baseline, 0.99)))
            if rounds[-1][0] <= 2 * rounds[-1][1] + MORE:
                break
        alive = select.poll()
        for raw in peers:
            alive.register(raw, select.POLLIN)
        ended = len(alive.poll(0))
        for raw in peers:
            raw.close()
        end = time.monotonic() + 20
        while server.descriptors() > descriptors + 4 and time.monotonic() < end:
            time.sleep(0.1)
        left = server.descriptors() - descriptors
        best = min(rounds)
        if each > 8192:
            faults.append(f"{each:.0f} bytes for each idle connection")
        if best[0] > 2 * best[1] + MORE:
            faults.append(f"p99 {best[0]:.1f} ms beside them, {best[1]:.1f} ms alone")
        if errors:
            faults.append(f"the client beside them: {errors[0]}")
        if ended:
            faults.append(f"{ended} idle connections were ended")
        if left > 4:
            faults.append(f"{left} descriptors are left behind")
        if used > 0.1:
            faults.append(f"idle connections cost {used * 100:.0f} % of a processor")
        report.line("P16", faults, connections=chosen.connections, bytesEach=round(each),
                    p99Alone=round(best[1], 2), p99Beside=round(best[0], 2))
    report.end()


main()
