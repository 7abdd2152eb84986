"""Opens crash states with the real store, many in one process (`Tests/CrashStates`)."""
import json
import os
import shutil
import subprocess


class Judge:
    """One process. `begin` hands it a state, `finish` waits for what it says."""

    def __init__(self, binary, directory, segment_bytes):
        self.directory = directory
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(directory)
        self.process = subprocess.Popen(
            [binary, str(segment_bytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})

    def begin(self, files, writes=False):
        for name in os.listdir(self.directory):
            os.unlink(os.path.join(self.directory, name))
        for name, content in files.items():
            with open(os.path.join(self.directory, name), "wb", buffering=0) as file:
                # Holes for the zeros at the end.
                used = content.rstrip(b"\0")
                if used:
                    file.write(used)
                if len(used) != len(content):
                    file.truncate(len(content))
        self.process.stdin.write(f"{'+' if writes else ''}{self.directory}\n".encode())
        self.process.stdin.flush()

    def finish(self):
        """What the store holds: `refusal`, `messages`, `streams`."""
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            return {"refusal": f"the store's process ended with {status}"}
        return json.loads(line)

    @property
    def is_running(self):
        return self.process.poll() is None

    def ask(self, files, writes=False):
        self.begin(files, writes)
        return self.finish()

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
