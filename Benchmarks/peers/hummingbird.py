"""Hummingbird, a Swift server over SwiftNIO, with the pages in memory."""
from .swift_package import SwiftPackage


class Hummingbird(SwiftPackage):
    name = "Hummingbird"
    package = "hummingbird-peer"

    def prepare(self):
        super().prepare()
        self.version = "Hummingbird 2.28.1"
