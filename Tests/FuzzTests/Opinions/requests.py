"""What h11 and llhttp say to requests that our parser takes. Reads lines of `verdict hex`; ends with status 1
where one of them refuses what we take, and no reason of the list below says why."""
import re
import sys

import h11
import httptools


def by_h11(data):
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    try:
        connection.receive_data(data)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return "incomplete"
            if isinstance(event, h11.EndOfMessage):
                return "taken"
    except h11.RemoteProtocolError as error:
        return f"refused: {error}"


class Watch:
    complete = False

    def on_message_complete(self):
        self.complete = True


def by_llhttp(data):
    watch = Watch()
    parser = httptools.HttpRequestParser(watch)
    try:
        # One request only: what follows it is not asked about.
        for index in range(len(data)):
            parser.feed_data(data[index : index + 1])
            if watch.complete:
                return "taken"
    except httptools.HttpParserUpgrade:
        return "taken"
    except httptools.HttpParserError as error:
        return f"refused: {error}"
    return "incomplete"


def head(data):
    return data.split(b"\r\n\r\n")[0]


def line(data):
    return data.lstrip(b"\r\n").split(b"\r\n")[0]


# Why another parser may refuse what we take: its name, the reason, and how such a request is known.
REASONS = [
    ("llhttp", "knows a closed list of methods; ours are told apart later (501)",
     lambda data, said: "Invalid method" in said or "Expected" in said),
    ("llhttp", "knows 1.0 and 1.1 only; RFC 9110 §2.5 reads a later 1.x as 1.1",
     lambda data, said: re.search(rb" HTTP/1\.[2-9]$", line(data))),
    ("h11", "knows 1.0 and 1.1 only; RFC 9110 §2.5 reads a later 1.x as 1.1",
     lambda data, said: re.search(rb" HTTP/1\.[2-9]$", line(data))),
    ("llhttp", "wants the target of CONNECT to be host and port; ours is answered 501",
     lambda data, said: line(data).startswith(b"CONNECT ")),
    ("h11", "knows no empty line before a request; RFC 9112 §2.2 asks servers to pass over one",
     lambda data, said: data.startswith(b"\r\n")),
]


def main():
    unexplained = 0
    counts = {}
    for text in sys.stdin:
        verdict, _, digits = text.strip().partition(" ")
        data = bytes.fromhex(digits)
        for name, judge in (("h11", by_h11), ("llhttp", by_llhttp)):
            said = judge(data)
            key = (verdict, name, said.split(":")[0])
            counts[key] = counts.get(key, 0) + 1
            if verdict != "taken" or said == "taken":
                continue
            if any(who == name and known(data, said) for who, _, known in REASONS):
                continue
            unexplained += 1
            if unexplained <= 20:
                print(f"we take what {name} does not ({said}): {data!r}")
    for key, count in sorted(counts.items()):
        print(*key, count)
    return 1 if unexplained else 0


sys.exit(main())
