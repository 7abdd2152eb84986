"""Peers that are Swift packages. They are built in folders of their own: our package depends on nothing."""
import os
import subprocess

from bench.kit import HERE, Unavailable

from .peer import Peer


class SwiftPackage(Peer):
    """Built once in release mode, and kept in .build/bench."""

    faces = ("http",)
    #: The folder of the package below `peers`.
    package = None
    #: With the standard library inside, like ours.
    flags = ("--static-swift-stdlib",)

    def prepare(self):
        swift = self.kit.tool("swift")
        scratch = f"{self.kit.cache}/{self.package}"
        command = [swift, "build", "-c", "release", *self.flags, "-Xlinker", "-s", "--scratch-path",
                   scratch]
        binary = f"{scratch}/release/peer"
        if not os.path.exists(binary):
            self.kit.say(f"building {self.name}, once")
        log = f"{self.kit.cache}/{self.package}.log"
        with open(log, "w") as file:
            done = subprocess.run(
                command, cwd=f"{HERE}/peers/{self.package}", stdout=file, stderr=file)
        if done.returncode:
            raise Unavailable(f"its package could not be fetched or built, see {log}")
        self.binary = binary

    def server(self, port, pages):
        return self.kit.server(
            self.package, [self.binary, str(port), pages], port, probe="/small")
