"""Reads what `preload/recorder.c` wrote down."""
import os
import struct

HEAD = struct.Struct("<IiqqIIq")
(START, OPEN, CLOSE, WRITE, SYNC, TRUNCATE, ALLOCATE, RENAME, UNLINK, DUPLICATE,
 UNKNOWN) = range(1, 12)
NAMES = ("", "START", "OPEN", "CLOSE", "WRITE", "SYNC", "TRUNCATE", "ALLOCATE", "RENAME", "UNLINK",
         "DUPLICATE", "UNKNOWN")


class Event:
    """One call. `end` is where its record ends in the recording: what was acknowledged when the recording was
    that long was acknowledged behind it."""

    def __init__(self, kind, descriptor, first, second, text, data, end):
        self.kind = kind
        self.descriptor = descriptor
        self.first = first
        self.second = second
        self.text = text
        self.data = data
        self.end = end

    def __repr__(self):
        size = len(self.data)
        return f"{NAMES[self.kind]} {self.descriptor} {self.first} {self.text!r} {size} bytes"


def read(path):
    """All events of a recording, in order."""
    with open(path, "rb") as file:
        content = file.read()
    events, at = [], 0
    while at + HEAD.size <= len(content):
        kind, descriptor, first, second, text, is_zero, data = HEAD.unpack_from(content, at)
        at += HEAD.size
        words = content[at:at + text].decode()
        at += text
        if is_zero:
            bytes_ = bytes(data)
        else:
            bytes_ = content[at:at + data]
            at += data
        event = Event(kind, descriptor, first, second, words, bytes_, at)
        if kind == UNKNOWN:
            raise SystemExit(f"the server made a call that is not modelled: {event}")
        events.append(event)
    return events


def contents(directory):
    """The files of a directory and their bytes, but for the lock."""
    found = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            found[name] = file.read()
    return found
