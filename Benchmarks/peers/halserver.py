"""Ours, as released and with its defaults, but for the access log, which the peers do not write either."""
import re

from bench.kit import ROOT, first_line
from bench.transfers import BlobServer
from bench.workload import page_path

from .peer import Peer


class HALServer(Peer):
    name = "halserver"
    faces = ("http", "append")
    small = "/health/live"

    def prepare(self):
        self.binary = self.kit.tool(self.kit.options.halserver)
        self.version = first_line(self.binary, "--version")
        #: The option for the size of the cache of written pages; None if this binary keeps none.
        found = re.search(r"--page-cache[a-z-]*", self.kit.command(self.binary, "--help"))
        self.cache_option = found and found.group(0)

    def server(self, port, pages=None, data=None, caching=True):
        """`data` is the directory of the log; an empty one if not given."""
        data = data or self.kit.folder(f"data-{port}")
        command = [self.binary, "serve", "--listen", f"127.0.0.1:{port}", "--data", data, "--resources",
                   f"{ROOT}/Resources", "--log-format", "off"]
        if self.cache_option and not caching:
            command += [self.cache_option, "0"]
        return self.kit.server(self.name, command, port, probe="/health/ready")

    def blobs(self):
        """The stream store, and the file store, which computes two digests of what it stores."""
        return [BlobServer("halserver", "POST", "/v1/streams", self.blob_server),
                BlobServer("halserver, file store", "PUT", "/files", self.blob_server)]

    def blob_server(self, port, folder):
        return self.server(port, data=folder)

    def page(self, number):
        return page_path(f"page-{number}")
