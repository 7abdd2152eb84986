"""What the scripts of this folder expect of a server, and what they found instead."""

import sys


class Expectations:
    """Counts what was looked at and keeps what was wrong; `finish` ends the script by it."""

    def __init__(self):
        self.count = 0
        self.failures = []

    def __call__(self, holds, sentence):
        """Notes a sentence that should be true. Returns whether it is."""
        self.count += 1
        if not holds and sentence not in self.failures:
            self.failures.append(sentence)
        return bool(holds)

    def equal(self, found, wanted, sentence):
        """Notes that two values should be equal."""
        return self(found == wanted, f"{sentence}: {found!r} instead of {wanted!r}")

    def finish(self, summary=""):
        """Prints what was wrong and ends: with 0 if that is nothing."""
        for sentence in self.failures[:80]:
            print("-", sentence)
        if len(self.failures) > 80:
            print(f"… and {len(self.failures) - 80} more")
        if not self.count:
            print("- nothing was looked at")
        print(f"{self.count} expectations, {len(self.failures)} not met. {summary}")
        sys.exit(0 if self.count and not self.failures else 1)
