"""Servers under measurement: started in a process group of their own, and stopped with it."""
import contextlib
import os
import signal
import socket
import subprocess
import time

from .machine import memory, processor_time


class Server:
    """A command that listens on a port of 127.0.0.1. Only what was started here is ever stopped."""

    #: All that run, for the case that the benchmark itself is stopped.
    running = []

    def __init__(self, name, command, port, log, probe=None, cwd=None):
        """`probe` is a path that is asked for until it answers 2xx: only then the server has started.
        Without one it has when the port accepts."""
        self.name, self.command, self.port = name, command, port
        self.log, self.probe, self.cwd = log, probe, cwd
        self.process, self.startup = None, None

    def start(self, patience=120):
        """Starts, and waits for the first answer. `startup` is the time from exec to there, in seconds."""
        begin = time.perf_counter()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.cwd,
                start_new_session=True)
        Server.running.append(self)
        while not self.answers():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended at once: {self.last_words()}")
            if time.perf_counter() - begin > patience:
                self.stop()
                raise RuntimeError(f"{self.name} did not answer in {patience} s: {self.last_words()}")
            time.sleep(0.001)
        self.startup = time.perf_counter() - begin
        return self

    def answers(self):
        """Whether the port accepts and, if there is a probe, answers it with success."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                if self.probe is None:
                    return True
                connection.sendall(
                    f"GET {self.probe} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                return connection.recv(65536)[9:10] == b"2"
        except OSError:
            return False

    def last_words(self):
        """The end of its log, which goes with the data of the run."""
        with open(self.log, errors="replace") as log:
            return log.read()[-400:].strip()

    def signal(self, number, patience=60):
        """Sends a signal to the whole group, and waits for the end of the server."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(patience)
        if self in Server.running:
            Server.running.remove(self)

    def kill(self):
        """Ends it as a crash would."""
        self.signal(signal.SIGKILL)

    def stop(self):
        """Ends it in good order; by force if that takes too long."""
        try:
            self.signal(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            self.kill()

    def processor_time(self):
        return processor_time(self.process.pid)

    def memory(self):
        return memory(self.process.pid)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


def stop_all():
    """Ends whatever still runs."""
    for server in list(Server.running):
        with contextlib.suppress(Exception):
            server.kill()
