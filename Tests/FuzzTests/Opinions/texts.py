"""What Python's json and orjson say to JSON texts. Reads lines of `verdict hex`; ends with status 1 where both
disagree with us, or one of them does and no reason of the list below says why."""
import json
import re
import sys

import orjson


def refuse(word):
    raise ValueError(word)


def by_json(data):
    try:
        json.loads(data.decode("utf-8"), parse_constant=refuse)
        return "taken"
    except (ValueError, RecursionError) as error:
        return f"refused: {error}"


def by_orjson(data):
    try:
        orjson.loads(data)
        return "taken"
    except orjson.JSONDecodeError as error:
        return f"refused: {error}"


# Where another reader may say otherwise: its name, our verdict, the reason, and how it is known.
REASONS = [
    ("orjson", "taken", "refuses lone surrogates; ours keeps what RFC 8259 §8.2 leaves open",
     lambda data, said: "surrogate" in said or re.search(rb"\\u[dD][89a-fA-F]", data)),
    ("orjson", "taken", "refuses numbers out of range; ours keeps their spelling",
     lambda data, said: "number" in said and re.search(rb"[eE]\+?\d{3}|\d{300}", data)),
    ("json", "taken", "reads integers of 4,300 digits at most",
     lambda data, said: "digits" in said),
    ("json", "taken", "nests less deep on its stack", lambda data, said: "recursion" in said),
    ("json", "refused", "nests deeper than 512", lambda data, said: depth(data) > 512),
    ("orjson", "refused", "nests deeper than 512", lambda data, said: depth(data) > 512),
]


def depth(data):
    return data.count(b"[") + data.count(b"{")


def main():
    unexplained = 0
    counts = {}
    for text in sys.stdin:
        verdict, _, digits = text.strip().partition(" ")
        data = bytes.fromhex(digits)
        for name, judge in (("json", by_json), ("orjson", by_orjson)):
            said = judge(data)
            key = (verdict, name, said.split(":")[0])
            counts[key] = counts.get(key, 0) + 1
            if verdict == said.split(":")[0]:
                continue
            if any(
                who == name and ours == verdict and known(data, said)
                for who, ours, _, known in REASONS
            ):
                continue
            unexplained += 1
            if unexplained <= 20:
                print(f"{verdict} by us, by {name} {said}: {data!r}")
    for key, count in sorted(counts.items()):
        print(*key, count)
    return 1 if unexplained else 0


sys.exit(main())
