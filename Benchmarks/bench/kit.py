"""What every step needs: folders, ports, options, the compiled load generator, and a line of progress."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from .measuring import Patience
from .process import Server

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(HERE)


class Unavailable(Exception):
    """A peer that cannot be had on this machine, with the reason."""


class Kit:
    def __init__(self, options):
        self.options = options
        #: Data of one run, removed behind it. It must be on a real disk, which /tmp often is not.
        self.scratch = tempfile.mkdtemp(
            prefix="halserver-bench-", dir=os.environ.get("BENCH_DIR", "/var/tmp"))
        os.chmod(self.scratch, 0o755)
        #: What is built once: peers and their environments.
        self.cache = os.environ.get("BENCH_CACHE", f"{ROOT}/.build/bench")
        os.makedirs(self.cache, exist_ok=True)
        self.patience = Patience(0 if options.quick else options.patience)
        self.next_port = options.port
        self.begin = time.time()
        self.httpload = f"{self.scratch}/httpload"

    def build(self):
        """Compiles the load generator, and makes sure that the other is there."""
        self.tool("wrk")
        self.command(self.tool("gcc"), "-O2", "-o", self.httpload, f"{HERE}/httpload.c")

    def port(self):
        """The next port of ours."""
        self.next_port += 1
        return self.next_port - 1

    def folder(self, name):
        path = f"{self.scratch}/{name}"
        os.makedirs(path, exist_ok=True)
        return path

    def server(self, name, command, port, **more):
        return Server(name, command, port, f"{self.scratch}/{name}.log", **more)

    def command(self, *command, **more):
        """Runs a tool that prepares something; it must succeed."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, **more)
        except OSError as reason:
            raise Unavailable(f"{command[0]}: {reason}") from None
        if done.returncode:
            raise Unavailable(f"{command[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
        return done.stdout

    def tool(self, name, *places):
        """Where a tool is; what lies in `places` is found though it is not in the path."""
        for place in (shutil.which(name), *(f"{place}/{name}" for place in places)):
            if place and os.access(place, os.X_OK):
                return place
        raise Unavailable(f"{name} is not installed")

    def say(self, text):
        """A line of progress, with the time since the start."""
        seconds = int(time.time() - self.begin)
        print(f"{seconds // 60:3d}:{seconds % 60:02d}  {text}", flush=True)

    def close(self):
        if not self.options.keep:
            shutil.rmtree(self.scratch, ignore_errors=True)
        else:
            print(f"kept: {self.scratch}", file=sys.stderr)


def first_line(*command):
    """The first line a tool says of its version."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return "unknown version"
    return (done.stdout + done.stderr).strip().split("\n")[0]
