"""Go's net/http, with the pages in memory."""
import os

from bench.kit import HERE, first_line

from bench.transfers import BlobServer

from .peer import Peer


class Go(Peer):
    name = "Go net/http"
    faces = ("http",)

    def prepare(self):
        go = self.kit.tool("go", "/usr/lib/go/bin")
        self.binary = f"{self.kit.cache}/go-peer"
        self.kit.command(
            go, "build", "-ldflags", "-s -w", "-o", self.binary, f"{HERE}/peers/go-peer/main.go",
            env={**os.environ, "GO111MODULE": "off"})
        self.version = first_line(go, "version")

    def blobs(self):
        return [BlobServer("Go net/http (fsync)", "PUT", "/blob/1", self.server)]

    def server(self, port, pages):
        return self.kit.server("go", [self.binary, str(port), pages], port, probe="/small")
