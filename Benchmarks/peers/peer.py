"""What the peers have in common."""
import os


class Peer:
    """A server beside which ours is measured. `prepare` finds or builds it, or raises `Unavailable`; `server`
    is a command that is not started yet."""

    #: As in the tables.
    name = None
    #: What is measured: "http" (small GETs and ready made pages), "append".
    faces = ()
    #: What answers a small GET with 204.
    small = "/small"

    def __init__(self, kit):
        self.kit = kit
        self.binary = None
        #: Said below the tables.
        self.version = ""

    def prepare(self):
        raise NotImplementedError

    def server(self, port, pages):
        """`pages` is a folder with the page number N in the file N."""
        raise NotImplementedError

    def page(self, number):
        """The path of a ready made page."""
        return f"/pages/{number}"

    @property
    def binary_bytes(self):
        return os.path.getsize(os.path.realpath(self.binary)) if self.binary else None
