"""Asks for documents in every coding, as clients of several kinds do, and compares what they decode.

    codings.py URL PATH...
"""
import gzip
import sys
import urllib.error
import urllib.request

import requests
import zstandard
from expectations import Expectations

root, paths = sys.argv[1], sys.argv[2:]
expect = Expectations()


def fetch(path, accept, **more):
    headers = {"Accept-Encoding": accept, **more} if accept is not None else dict(more)
    request = urllib.request.Request(root + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def decode(coding, body):
    if coding == "gzip":
        return gzip.decompress(body)
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=64 << 20)
    return body


for path in paths:
    _, head, plain = fetch(path, "identity")
    for accept in ["gzip", "zstd", "gzip, deflate, br, zstd", "br, gzip;q=.5", "*", "*;q=0, gzip",
                   "gzip;q=0", "identity", "deflate, br", ""]:
        status, headers, body = fetch(path, accept)
        coding = headers["Content-Encoding"]
        where = f"{path} with {accept!r}: {status} {coding}"
        expect(decode(coding, body) == plain, f"{where}: the same document")
        if coding:
            expect(coding in ("gzip", "zstd"), f"{where}: a coding that is known")
            expect(coding in accept or accept == "*", f"{where}: a coding that was asked for")
        expect("Accept-Encoding" in headers["Vary"], f"{where}: varies")
        expect.equal(int(headers["Content-Length"]), len(body), f"{where}: the length")
        if headers["ETag"]:
            expect(not coding or coding in headers["ETag"], f"{where}: a tag of its own")
            again, _, rest = fetch(path, accept, **{"If-None-Match": headers["ETag"]})
            expect(again == 304 and not rest, f"{where}: 304 for its own tag, not {again}")
    # What decodes by itself.
    answer = requests.get(root + path, timeout=10)
    expect(answer.content == plain, f"{path}: requests reads the same document")
    expect(
        answer.headers.get("Content-Encoding") in (None, "gzip", "zstd"),
        f"{path}: requests gets a coding that is known",
    )

expect.finish()
