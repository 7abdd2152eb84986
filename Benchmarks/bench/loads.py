"""The load generators. Each returns the number `n` of operations, their `rate` per second, and `p50` and `p99` in
microseconds (None where the tool does not say). All are closed loops: every connection has one operation, or
one pipeline of them, under way."""
import glob
import json
import os
import re
import statistics
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class LoadError(Exception):
    """A run in which something was refused or lost, which is no measurement."""


def output(command, seconds, **more):
    """What a generator prints. It gets ample time, but not for ever."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 300, **more)
    except subprocess.TimeoutExpired:
        raise LoadError(f"{os.path.basename(command[0])} did not come to its end") from None
    if done.returncode:
        raise LoadError(f"{os.path.basename(command[0])}: {(done.stderr or done.stdout).strip()[:400]}")
    return done.stdout


def found(pattern, text):
    """What a generator says in the place of the pattern's group."""
    match = re.search(pattern, text, re.M)
    if not match:
        raise LoadError(f"no result: {text.strip()[-400:]}")
    return match.group(1)


def microseconds(text):
    """A time as wrk writes it."""
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)$", text).groups()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6, "m": 6e7}[unit]


def wrk(port, path, connections, seconds, headers=(), paths=None):
    """GETs of one path or, with the file `paths`, of all its lines in turn."""
    threads = min(2, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    if paths:
        command += ["-s", f"{HERE}/in-turn.lua"]
    command.append(f"http://127.0.0.1:{port}{path}")
    if paths:
        command += ["--", paths]
    text = output(command, seconds)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", text)
    if failed:
        raise LoadError(f"{path}: {failed.group(0)}")
    return {
        "rate": float(found(r"Requests/sec:\s+([\d.]+)", text)),
        "n": int(found(r"(\d+) requests in", text)),
        "p50": microseconds(found(r"^\s+50%\s+(\S+)", text)),
        "p99": microseconds(found(r"^\s+99%\s+(\S+)", text)),
    }


def appends(tool, port, template, connections, streams, seconds=None, requests=None):
    """Appends over HTTP with `httpload`: for a time to streams by chance, or a number of requests to streams one
    after another."""
    amount = ["seconds", str(seconds)] if seconds else ["requests", str(requests)]
    command = [tool, str(port), str(connections), template, *amount, str(streams)]
    result = json.loads(output(command + ([] if seconds else ["in-turn"]), seconds or 3000))
    if result["bad"] or result["lost"]:
        raise LoadError(f"appends failed: {result}")
    return {"n": result["ok"], "rate": result["ok"] / result["seconds"], "p50": result["p50"],
            "p99": result["p99"]}


def xadd(port, message, connections, count, pipeline=1):
    """Redis's own generator; it takes a number of operations, not a time."""
    text = output([
        "redis-benchmark", "-h", "127.0.0.1", "-p", str(port), "-c", str(connections), "-n", str(count),
        "-P", str(pipeline), "-r", "1000", "--csv", "XADD", "s:__rand_int__", "*", "d", message], 60)
    fields = [float(field) for field in found(r'^"XADD.*?",((?:"[\d.]+",?){7})$', text).replace(
        '"', "").split(",")]
    return {"n": count, "rate": fields[0], "p50": fields[3] * 1e3, "p99": fields[5] * 1e3}


def pgbench(tool, folder, port, script, connections, seconds, user):
    """PostgreSQL's own generator, with prepared statements. A twentieth of the transactions is logged, for the
    quantiles."""
    logs = f"{folder}/transactions"
    for name in glob.glob(f"{logs}*"):
        os.remove(name)
    text = output([
        tool, "-h", folder, "-p", str(port), "-U", user, "-n", "-M", "prepared", "-T", str(seconds), "-j", "2",
        "-c", str(connections), "-l", "--log-prefix", logs, "--sampling-rate", "0.05", "-f", script,
        "postgres"], seconds)
    times = []
    for name in glob.glob(f"{logs}*"):
        with open(name) as file:
            times += [float(line.split()[2]) for line in file]
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [None] * 99
    return {"n": int(found(r"actually processed: (\d+)", text)),
            "rate": float(found(r"^tps = ([\d.]+)", text)),
            "p50": cuts[49], "p99": cuts[98]}


def jetstream(python, port, message, connections, seconds):
    """Publications to NATS, each awaited, from a client in Python, which is the limit of what is measured."""
    script = f"{HERE}/peers/jetstream_client.py"
    return json.loads(output(
        [python, script, str(port), str(connections), str(seconds)], seconds, input=message))
