"""What a power cut may leave of a directory: files with a durable part and with changes of which each may or may
not have arrived, sector by sector; and names with changes of which each may or may not have arrived.

Durable is what a sync that has returned covers: `fsync` and `fdatasync` of a file its bytes and length, `fsync`
of the directory the names. A file that is new may grow before its bytes arrive: then it has zeros there. A
rename arrives whole or not at all."""
import hashlib
import os

from proof import recording

SECTOR = 512


class File:
    """One file, by whatever name."""

    def __init__(self):
        self.durable = bytearray()
        # Since the last sync: ("write", offset, bytes) and ("length", length).
        self.changes = []
        self.digests = {}

    def settle(self):
        for change in self.changes:
            apply(self.durable, change)
        if self.changes:
            self.digests = {}
        self.changes = []

    def units(self):
        """The changes, in pieces that arrive or do not. What would make no difference is left out."""
        found, length = [], len(self.durable)
        for change in self.changes:
            if change[0] == "length":
                found.append(change)
                length = change[1]
                continue
            _, offset, data = change
            if offset + len(data) > length:
                # The length may arrive without the bytes.
                length = offset + len(data)
                found.append(("grow", length))
            start = 0
            while start < len(data):
                at = offset + start
                end = min(start + SECTOR - at % SECTOR, len(data))
                piece = data[start:end]
                before = self.durable[at:at + len(piece)]
                if piece.strip(b"\0") or before.strip(b"\0"):
                    found.append(("write", at, piece))
                start = end
        return found


def apply(content, unit):
    """Makes one change of a file's bytes."""
    if unit[0] == "write":
        _, offset, data = unit
        if len(content) < offset + len(data):
            content.extend(bytes(offset + len(data) - len(content)))
        content[offset:offset + len(data)] = data
    elif unit[0] == "grow":
        if len(content) < unit[1]:
            content.extend(bytes(unit[1] - len(content)))
    elif len(content) > unit[1]:
        del content[unit[1]:]
    else:
        content.extend(bytes(unit[1] - len(content)))


class CrashDisk:
    """A directory as the process sees it, and as the device may have it."""

    def __init__(self):
        self.names = {}
        self.durable_names = {}
        self.name_changes = []
        self.descriptors = {}

    def apply(self, event):
        """Performs a recorded call."""
        kind = event.kind
        if kind == recording.START:
            self.descriptors = {}
        elif kind == recording.OPEN:
            self._open(event)
        elif kind == recording.CLOSE:
            self.descriptors.pop(event.descriptor, None)
        elif kind == recording.DUPLICATE:
            self.descriptors[event.first] = self.descriptors[event.descriptor]
        elif kind == recording.SYNC:
            file = self.descriptors[event.descriptor]
            if file is not None:
                file.settle()
            else:
                self.durable_names = dict(self.names)
                self.name_changes = []
        elif kind == recording.RENAME:
            old, new = event.text.split("\n")
            self._name(("rename", old, new, self.names[old]))
        elif kind == recording.UNLINK:
            self._name(("remove", event.text))
        else:
            self._change(event)

    def _open(self, event):
        file = self.names.get(event.text)
        if event.text == ".":
            self.descriptors[event.descriptor] = None
            return
        if not event.second:
            file = File()
            self._name(("set", event.text, file))
        elif event.first & os.O_TRUNC:
            file.changes.append(("length", 0))
        self.descriptors[event.descriptor] = file

    def _change(self, event):
        file = self.descriptors[event.descriptor]
        if event.kind == recording.WRITE:
            file.changes.append(("write", event.first, event.data))
        elif event.kind == recording.TRUNCATE:
            file.changes.append(("length", event.first))
        elif event.kind == recording.ALLOCATE:
            offset = int.from_bytes(event.data[:8], "little")
            length = int.from_bytes(event.data[8:], "little")
            if event.first == 0:
                file.changes.append(("grow", offset + length))
            elif event.first & ~3 == 0 and event.first & 2:
                file.changes.append(("write", offset, bytes(length)))
            elif event.first != 1:
                raise SystemExit(f"fallocate with mode {event.first} is not modelled")

    def _name(self, change):
        rename(self.names, change)
        self.name_changes.append(change)

    def units(self):
        """What may or may not have arrived: (file, change) and (None, change of a name)."""
        files = {id(file): file for file in self.durable_names.values()}
        for change in self.name_changes:
            if change[0] != "remove":
                files[id(change[-1])] = change[-1]
        found = [(None, change) for change in self.name_changes]
        for file in files.values():
            found += [(file, unit) for unit in file.units()]
        return found

    def state(self, units, arrived):
        """The files that a cut leaves of which these units arrived: names, bytes and a digest."""
        names = dict(self.durable_names)
        changes = {}
        for (file, unit), is_there in zip(units, arrived):
            if not is_there:
                continue
            if file is None:
                rename(names, unit)
            else:
                changes.setdefault(id(file), []).append(unit)
        found, digest = {}, hashlib.blake2b(digest_size=16)
        for name in sorted(names):
            file = names[name]
            mine = changes.get(id(file))
            if mine is None:
                content = file.durable
                if None not in file.digests:
                    file.digests[None] = hashlib.blake2b(content, digest_size=16).digest()
                part = file.digests[None]
            else:
                content = bytearray(file.durable)
                for unit in mine:
                    apply(content, unit)
                part = hashlib.blake2b(content, digest_size=16).digest()
            found[name] = content
            digest.update(name.encode() + b"\0" + part)
        return found, digest.digest()

    def whole(self):
        """The files when everything arrived."""
        units = self.units()
        return self.state(units, [True] * len(units))


def rename(names, change):
    """Makes one change of the names."""
    if change[0] == "set":
        names[change[1]] = change[2]
    elif change[0] == "remove":
        names.pop(change[1], None)
    else:
        _, old, new, file = change
        if names.get(old) is file:
            del names[old]
        names[new] = file


def choices(count, quota, randomness):
    """Up to `quota` different ways of which of `count` units arrived: all of them if there are not more, else
    none, all, each alone, all but each, every torn beginning and end, then chance."""
    if count < 20 and 1 << count <= quota:
        for bits in range(1 << count):
            yield [bits >> place & 1 for place in range(count)]
        return
    seen = set()

    def fresh(bits):
        if bits in seen or len(seen) >= quota:
            return False
        seen.add(bits)
        return True

    whole = (1 << count) - 1
    systematic = [0, whole]
    for place in range(count):
        systematic += [1 << place, whole ^ 1 << place, (1 << place) - 1, whole ^ (1 << place) - 1]
    if len(systematic) > quota:
        systematic = systematic[:2] + randomness.sample(systematic[2:], max(quota // 2 - 2, 0))
    for bits in systematic:
        if fresh(bits):
            yield [bits >> place & 1 for place in range(count)]
    tries = 0
    while len(seen) < quota and tries < quota * 4:
        tries += 1
        # Few lost, few arrived, or half and half.
        bits = randomness.getrandbits(count)
        mood = randomness.randrange(3)
        if mood == 0:
            bits |= randomness.getrandbits(count) | randomness.getrandbits(count)
        elif mood == 1:
            bits &= randomness.getrandbits(count) & randomness.getrandbits(count)
        if fresh(bits):
            yield [bits >> place & 1 for place in range(count)]
