#!/usr/bin/env python3
"""What the process does and leaves: it connects to nobody and starts nothing, its files are its owner's alone,
a log line is one line whatever a peer sends, and a log that nobody takes costs lines, not requests."""
import os
import re
import shutil
import signal
import stat
import subprocess
import time

from harness import Client, Report, Server, connect, fill, measure, options, read_head, status

chosen = options(__doc__)
faults, figures = [], {}
LINE = 2048
# One line of the log: a moment, an address, the request, its status, and no byte that a terminal obeys.
REQUEST = re.compile(rb'^\d{4}-\d\d-\d\dT[0-9:.]+Z [0-9.:]+ "[^"]*(\\"[^"]*)*" (\d{3}|-) \d+ \d+us "')


def calls():
    """Everything that a client can do, below strace."""
    trace = os.path.join(chosen.directory, "trace")
    server = Server(
        chosen, "--log-format", "json", name="calls",
        before=["strace", "-f", "-qq", "-e", "trace=connect,execve,execveat,fork,vfork,ptrace", "-o", trace])
    with server:
        fill(server.port)
        client = Client(server.port)
        # Payloads, headers and queries that name addresses, and every kind of page.
        client.append("urls", [{"url": "http://127.0.0.1:9/x", "$ref": "http://127.0.0.1:9/y"}])
        for accept in ("application/hal+json", "text/html", "application/atom+xml", "*/*",
                       "application/x-ndjson", "application/prs.hal-forms+json"):
            for path in ("/", "/stream", "/streams", "/streams/urls?d=f&m=20&p=0&e=1", "/docs/feed",
                         "/metrics", "/openapi.json", "/.well-known/api-catalog"):
                client.get(path, {"Accept": accept, "Origin": "http://127.0.0.1:9",
                                  "Referer": "http://127.0.0.1:9/", "Forwarded": "for=127.0.0.1"})
        client.send("POST", "/streams/urls/metadata", '{"maxAge":1000,"maxCount":10}',
                    {"Content-Type": "application/json"})
        client.send("DELETE", "/streams/urls")
        client.close()
        if server.end()[0] != 0:
            faults.append("below strace it did not end with 0")
    lines = [line for line in open(trace) if re.search(r" (connect|execve|execveat|v?fork|ptrace)\(", line)]
    # The first is strace's own, which starts the server.
    figures["callsTraced"] = len(lines)
    if len(lines) != 1 or "execve" not in lines[0]:
        faults.append(f"outgoing or starting: {lines[1:4]}")


def lines(log_format):
    """What a peer sends does not get out of its line."""
    log = os.path.join(chosen.directory, f"lines-{log_format}.log")
    with Server(chosen, "--log-format", log_format, name=f"lines-{log_format}", log=log) as server:
        evil = [
            b"GET /%0d%0a2026-01-01T00:00:00Z%20forged HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /\"x\\ HTTP/1.1\r\nHost: a\r\nUser-Agent: \"\\\" forged\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: \xff\xfe\x80 \xc2\x9b31m\r\nReferer: \xe2\x80\xae\r\n\r\n",
            b"GET /\x1b[31m HTTP/1.1\r\nHost: a\r\n\r\n",
            b"G\x00T / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: a\x1b]0;x\x07\r\n\r\n",
            b"GET /" + b"\xc3\xa4" * 3000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /" + b"%22" * 4000 + b" HTTP/1.1\r\nHost: a\r\nUser-Agent: " + b'"' * 5000
            + b"\r\nReferer: " + b"\\" * 5000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic c2VjcmV0\r\nCookie: secret\r\n\r\n",
            b"POST /streams/secret HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 21\r\n\r\n{\"secret\":\"c2VjcmV0\"}",
        ]
        for request in evil:
            raw = connect(server.port)
            raw.sendall(request)
            found = status(read_head(raw))
            raw.close()
            if not 200 <= found < 500:
                faults.append(f"{log_format}: {request[:30]!r} got {found}")
        time.sleep(0.2)
        server.end()
    written = open(log, "rb").read()
    requests = [line for line in written.split(b"\n") if (b"us \"" in line or b'"request"' in line)
                and b"/health/ready" not in line]
    figures[f"{log_format}Lines"] = len(requests)
    if len(requests) != len(evil):
        faults.append(f"{log_format}: {len(evil)} requests, {len(requests)} lines")
    for line in written.split(b"\n"):
        if len(line) + 1 > LINE:
            faults.append(f"{log_format}: a line of {len(line)} bytes")
        if any(byte < 0x20 or byte > 0x7E for byte in line):
            faults.append(f"{log_format}: a control byte in {line[:80]!r}")
    if log_format == "text" and not all(REQUEST.match(line) for line in requests):
        faults.append(f"text: {[line for line in requests if not REQUEST.match(line)][0][:120]!r}")
    if b"c2VjcmV0" in written or b"Cookie" in written:
        faults.append(f"{log_format}: a secret stands in the log")


def deaf():
    """A log that is closed, full, or read by nobody."""
    pipe = subprocess.Popen(["sleep", "1000"], stdin=subprocess.PIPE)
    for name, path in {"closed": None, "full": "/dev/full", "stuck": f"/proc/{os.getpid()}/fd/{pipe.stdin.fileno()}"
                       }.items():
        server = Server(chosen, name=f"log-{name}", log=path or os.devnull,
                        before=["sh", "-c", 'exec "$@" >&- 2>&-', "sh"] if path is None else ())
        with server:
            fill(server.port)
            # More than a pipe and what may wait together hold.
            client = Client(server.port)
            for _ in range(300):
                client.send("GET", "/health/live", None, {"User-Agent": "x" * 1000})
            latencies, errors = measure(server.port, 1)
            if errors:
                faults.append(f"log {name}: {errors[0]}")
            code, seconds = server.end()
            if code != 0 or seconds > 5:
                faults.append(f"log {name}: it ended with {code} after {seconds:.1f} s")
    pipe.kill()
    pipe.wait()


def files():
    """The data is its owner's alone, also where the umask is generous; a directory that everybody may write
    to is refused; what is not ours stays."""
    server = Server(chosen, "--log-format", "off", name="files", before=["sh", "-c", 'umask 0; exec "$@"', "sh"])
    with server:
        fill(server.port)
        foreign = os.path.join(server.data, "foreign.txt")
        with open(foreign, "w") as file:
            file.write("mine")
        Client(server.port).send("DELETE", "/streams/healthy")
        for path in [server.data, *(os.path.join(server.data, name) for name in os.listdir(server.data))]:
            mode = stat.S_IMODE(os.stat(path).st_mode)
            if path != foreign and mode & 0o077:
                faults.append(f"{path} has the mode {mode:o}")
        server.end()
        server.start()
        server.end()
        if open(foreign).read() != "mine":
            faults.append("a file that is not ours was changed")
    os.chmod(server.data, 0o777)
    refused = subprocess.run(
        [chosen.halserver, "serve", "--listen", "127.0.0.1:0", "--data", server.data, "--resources",
         chosen.resources], capture_output=True, text=True, timeout=20)
    if refused.returncode == 0 or server.data not in refused.stderr:
        faults.append(f"a directory for everybody: {refused.returncode} {refused.stderr[:200]}")
    os.chmod(server.data, 0o700)


report = Report(chosen)
if shutil.which("strace"):
    calls()
lines("text")
lines("json")
deaf()
files()
report.line("process", faults, **figures)
report.end()
