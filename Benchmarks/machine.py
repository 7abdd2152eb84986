"""Starting and stopping servers, their CPU time, and runs that somebody else's work did not disturb. Loopback
only; only processes started here are stopped."""
import os
import re
import signal
import socket
import statistics
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count()
FOREIGN_LIMIT = float(os.environ.get("MAX_FOREIGN", "0.08"))
TRIES = int(os.environ.get("TRIES", "3"))


def descendants(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def usage(pid):
    """User seconds, system seconds and resident bytes of a process and its descendants."""
    user = system = resident = 0
    for process in descendants(pid):
        try:
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        user += int(fields[11])
        system += int(fields[12])
        resident += int(fields[21]) * os.sysconf("SC_PAGESIZE")
    return user / TICKS, system / TICKS, resident


class Server:
    """A process that listens on a port of 127.0.0.1."""

    def __init__(self, name, command, port, scratch):
        self.name, self.command, self.port = name, command, port
        self.log = os.path.join(scratch, f"{name}.log")

    def __enter__(self):
        begin = time.perf_counter()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, start_new_session=True)
        while True:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended at once; see {self.log}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.5).close()
                break
            except OSError:
                time.sleep(0.002)
        self.startup = time.perf_counter() - begin
        return self

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(5)
                return
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue

    def usage(self):
        return usage(self.process.pid)


def busy():
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (fields[0] + fields[1] + fields[2]) / TICKS


def children():
    times = os.times()
    return times.children_user + times.children_system


def wait_until_quiet(seconds=8):
    end = time.time() + seconds
    while time.time() < end:
        before = busy()
        time.sleep(0.3)
        if (busy() - before) / 0.3 / PROCESSORS < 0.06:
            return


def measured(server, run):
    """Calls `run`, which returns a dictionary with the count `n` of operations, and adds the server's CPU
    time per operation and the share of the processors that went to others. Repeats disturbed runs, and
    keeps the least disturbed."""
    best = None
    for _ in range(TRIES):
        wait_until_quiet()
        user, system, _ = server.usage()
        before, own, begin = busy(), children(), time.time()
        result = run()
        user2, system2, resident = server.usage()
        spent = user2 - user + system2 - system
        count = max(result["n"], 1)
        result["cpu"] = spent * 1e6 / count
        result["user"] = (user2 - user) * 1e6 / count
        result["resident"] = resident
        others = busy() - before - spent - (children() - own)
        result["foreign"] = max(0.0, others / (time.time() - begin) / PROCESSORS)
        if best is None or result["foreign"] < best["foreign"]:
            best = result
        if best["foreign"] <= FOREIGN_LIMIT:
            break
    return best


def microseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)$", text).groups()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6, "m": 6e7}[unit]


def wrk(url, connections, seconds, headers=()):
    """Keeps `connections` requests under way with wrk."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", text)
    if failed:
        raise SystemExit(f"{url}: {failed.group(0)}")
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
        "n": int(re.search(r"(\d+) requests in", text).group(1)),
        "p50": microseconds(re.search(r"^\s+50%\s+(\S+)", text, re.M).group(1)),
        "p99": microseconds(re.search(r"^\s+99%\s+(\S+)", text, re.M).group(1)),
    }


def median(runs, key):
    return statistics.median(run[key] for run in runs)
