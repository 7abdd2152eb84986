"""What a server costs before it does anything: start-up, memory, idle connections, the size of its binary; and the
start-up of ours on a million messages behind a crash."""
import resource
import socket
import statistics
import subprocess
import time

from . import loads
from .kit import Unavailable
from .workload import append_template

MILLION = 1_000_000
#: Messages in a request while a store is filled.
FILL_BATCH = 1000


def close(connections):
    for connection in connections:
        connection.close()


def raise_descriptors(wanted):
    """As many descriptors as can be had, for us and for what we start; the number of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
    return max(soft, limit)


class Footprint:
    """Start-up, memory and size of every server that speaks HTTP."""

    section = "footprint"

    def __init__(self, kit, peers, results):
        self.kit, self.results = kit, results
        self.peers = [peer for peer in peers if "http" in peer.faces]
        quick = kit.options.quick
        self.starts, self.connections, self.messages = (
            (3, 500, MILLION // 100) if quick else (7, 10_000, MILLION))

    def run(self):
        self.results.begin(self.section, starts=self.starts, connections=self.connections)
        for peer in self.peers:
            try:
                row = self.measure(peer)
            except (Unavailable, RuntimeError, OSError) as reason:
                self.kit.say(f"{peer.name}: not available here: {reason}")
                self.results.missing(peer.name, str(reason))
                continue
            self.results.add(self.section, server=peer.name, **row)
            self.results.save()
            self.kit.say(f"{peer.name}: starts in {row['startMs']:.1f} ms, {row['idleMB']:.1f} MB idle, "
                         f"{row['connectionKiB']:.2f} KiB a connection, binary {row['binaryMB']:.1f} MB")
        self.crash(self.peers[0])

    def measure(self, peer):
        """Medians of starts with nothing to serve, then memory without and with idle connections."""
        pages = self.kit.folder("no-pages")
        times = []
        self.kit.patience.wait()
        for _ in range(self.starts):
            server = peer.server(self.kit.port(), pages)
            with server:
                times.append(server.startup)
        with peer.server(self.kit.port(), pages) as server:
            time.sleep(0.5)
            idle = server.memory()
            # What the first requests load of the program is no cost of a connection.
            close(self.hold(server, peer.small, 100))
            warm = server.memory()
            held = self.hold(server, peer.small, self.connections)
            crowded = server.memory()
            count = len(held)
            close(held)
        return {"startMs": statistics.median(times) * 1e3, "idleMB": idle["all"] / 1e6,
                "idleAnonymousMB": idle["anonymous"] / 1e6, "connections": count,
                "connectionKiB": (crowded["all"] - warm["all"]) / 1024 / max(count, 1),
                "binaryMB": peer.binary_bytes / 1e6}

    def hold(self, server, path, wanted):
        """Connections that have asked for something once, and stay."""
        held = []
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        for _ in range(min(wanted, raise_descriptors(24_000) - 200)):
            connection = socket.create_connection(("127.0.0.1", server.port), 20)
            held.append(connection)
            connection.sendall(request)
            if connection.recv(65536)[9:10] != b"2":
                raise RuntimeError(f"{server.name} refused connection {len(held)}")
        time.sleep(1)
        return held

    def crash(self, peer):
        """Fills a store, kills the server while it appends, and starts it again, several times."""
        self.kit.say(f"filling a store with {self.messages:,} messages")
        data = self.kit.folder("crash")
        try:
            times = crash_starts(self.kit, peer, data, self.messages, 1000, self.starts)
        except (loads.LoadError, RuntimeError) as reason:
            self.kit.say(f"failed: {reason}")
            self.results.missing("start-up behind kill -9", str(reason))
            return
        self.results.note(self.section, crashMessages=self.messages,
                          crashStartMs=statistics.median(times) * 1e3, crashStartMostMs=max(times) * 1e3)
        self.results.save()
        self.kit.say(f"starts on {self.messages:,} messages behind kill -9: "
                     f"{statistics.median(times) * 1e3:.0f} ms, at most {max(times) * 1e3:.0f} ms")


def fill(kit, server, messages, streams):
    """Appends so many messages in batches, the same number to each stream. The seconds it took."""
    batch = min(FILL_BATCH, max(1, messages // streams))
    template = append_template(f"{kit.scratch}/fill-{batch}", batch)
    begin = time.time()
    loads.appends(kit.httpload, server.port, template, 16, streams, requests=messages // batch)
    return time.time() - begin


def kill_under_load(kit, server, streams, seconds=1):
    """Ends a server by SIGKILL in the middle of appends."""
    template = append_template(f"{kit.scratch}/single", 1)
    load = subprocess.Popen(
        [kit.httpload, str(server.port), "64", template, "seconds", "60", str(streams)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    server.kill()
    load.kill()
    load.wait()


def crash_starts(kit, peer, data, messages, streams, starts):
    """Start-up times on a filled store, each behind a kill in the middle of appends."""
    server = peer.server(kit.port(), data=data).start()
    try:
        fill(kit, server, messages, streams)
        times = []
        for _ in range(starts):
            kill_under_load(kit, server, streams, 0.3)
            kit.patience.wait()
            server = peer.server(kit.port(), data=data).start()
            times.append(server.startup)
        return times
    finally:
        server.stop()
