"""FlyingFox, a Swift server without dependencies, with the pages in memory."""
from .swift_package import SwiftPackage


class FlyingFox(SwiftPackage):
    name = "FlyingFox"
    package = "flyingfox-peer"
    #: It needs FoundationNetworking, which does not link statically without a static curl.
    flags = ()

    def prepare(self):
        super().prepare()
        self.version = "FlyingFox 0.27.1"
