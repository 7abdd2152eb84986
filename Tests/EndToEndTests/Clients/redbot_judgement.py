"""REDbot and httplint look at the answers of a server, and nothing that they warn of may be left but what is
listed here with its reason.

    redbot_judgement.py http://127.0.0.1:5000/

REDbot asks each resource in each of its representations, again with conditions and ranges, and compares.
httplint reads single answers, also to changes and to what goes wrong.
"""

import http.client
import json
import multiprocessing
import re
import sys
import time
import urllib.parse
import uuid
from configparser import ConfigParser

from expectations import Expectations

# The notes that stay, by name: at which addresses, and why.
ACCEPTED = {
    "CC_CONFLICTING": (
        r".*",
        "max-age=0,no-cache,must-revalidate are the contract's words, for caches that know one of them"),
    "FRESHNESS_NO_CACHE_NO_VALIDATOR": (
        r"(streams|docs.*|) as .*|stream\?.* as text/html",
        "what has no version to be its validator is small, and seldom read twice"),
    "CORS_PREFLIGHT_ONLY": (
        r"streams/.* \(OPTIONS 204\)",
        "the original says what is allowed in every answer to OPTIONS, also to no browser"),
    "PARTIAL_WITHOUT_RANGE": (
        r".*/payload \(GET 206, several ranges\)",
        "each part has its Content-Range, the whole must not (RFC 9110 §14.6)"),
    "REQUEST_HDR_IN_RESPONSE": (
        r".* \(POST 415\)", "Accept-Encoding says which codings are taken (RFC 9110 §12.5.3)"),
    "STATUS_BAD_REQUEST": (r".* \(POST 400\)", "that is what it is"),
}
# What REDbot's dice decide: it asks for a range of its choice, and of a short payload that may be everything.
CHANCE = {"RANGE_CL_FULL"}
met = set()

expect = Expectations()
base = sys.argv[1]
HAL = "application/hal+json"


def fetch(reference, method="GET", headers=None, body=None):
    parts = urllib.parse.urlsplit(urllib.parse.urljoin(base, reference))
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    target = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
    connection.request(method, target, body, headers or {})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def judge(kind, notes):
    """Expects that the notes are no warnings, but for those that are accepted."""
    for level, name, summary in notes:
        place, reason = ACCEPTED.get(name, (None, None))
        path = kind.removeprefix(base)
        met.add(name)
        expect(
            level not in ("WARN", "BAD") or name in CHANCE or reason and re.fullmatch(place, path),
            f"{kind}: {name}: {summary}")


# REDbot


def probe(url, accept, results):
    """Lets REDbot look at an address. It runs a loop of its own, so it gets a process of its own."""
    import thor
    from redbot.resource import HttpResource

    settings = ConfigParser()
    settings.read_dict({"redbot": {"enable_local_access": "True"}})
    resource = HttpResource(settings["redbot"])
    resource.set_request(url, headers=[("Accept", accept)])

    @thor.events.on(resource)
    def check_done():
        thor.stop()

    resource.check()
    thor.run()
    notes = []
    for each in [resource, *resource.subreqs.values()]:
        for message in (each.response, each.request):
            for note in message.notes:
                notes.append((note.level.name, type(note).__name__, note.summary))
    results.put((resource.response.status_code, str(resource.fetch_error or ""), notes))


def redbot(reference, accept=HAL):
    url = urllib.parse.urljoin(base, reference)
    place = f"{url} as {accept}"
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=probe, args=(url, accept, results))
    process.start()
    try:
        status, error, notes = results.get(timeout=60)
    finally:
        process.kill()
        process.join()
    expect(not error, f"{place}: {error}")
    expect(status in (200, 404), f"{place} is {status}")
    expect(any(level == "GOOD" for level, _, _ in notes), f"{place}: REDbot found nothing to praise")
    judge(place, notes)


def representations(reference):
    """The addresses and types in which a resource is shown: HAL, and its alternates."""
    _, content = fetch(reference, headers={"Accept": HAL})
    here = urllib.parse.urljoin(base, reference)
    alternates = json.loads(content).get("_links", {}).get("alternate", [])
    return [(here, HAL)] + [
        (urllib.parse.urljoin(here, link["href"]), link["type"]) for link in alternates]


# httplint


def lint(reference, method="GET", headers=None, body=None, status=200):
    """Lets httplint read one answer, knowing the request."""
    from httplint.message import HttpRequestLinter, HttpResponseLinter

    fields = {"Host": urllib.parse.urlsplit(base).netloc, **(headers or {})}
    response, content = fetch(reference, method, headers, body)
    several = ", several ranges" if "," in fields.get("Range", "") else ""
    place = f"{base}{reference} ({method} {status}{several})"
    expect.equal(response.status, status, place)

    request = HttpRequestLinter(start_time=time.time())
    uri = urllib.parse.urljoin(base, reference)
    request.process_request_topline(method.encode(), uri.encode(), b"1.1")
    request.process_headers([(name.encode(), value.encode()) for name, value in fields.items()])
    request.finish_content(True, [])
    answer = HttpResponseLinter(start_time=time.time())
    answer.request = request
    answer.is_head_response = method == "HEAD"
    answer.process_response_topline(b"1.1", str(response.status).encode(), response.reason.encode())
    answer.process_headers([(name.encode(), value.encode()) for name, value in response.getheaders()])
    answer.feed_content(content)
    answer.finish_content(True, [])
    judge(place, [(note.level.name, type(note).__name__, note.summary) for note in answer.notes])


def message(**members):
    # Long enough that a part of it is not the whole.
    data = {"text": "x" * 2000}
    value = {"messageId": str(uuid.uuid4()), "type": "judged", "jsonData": data, **members}
    return json.dumps(value).encode()


def main():
    stream = "judged-" + str(uuid.uuid4())
    here = f"streams/{stream}"
    form = {"Accept": HAL, "Content-Type": "application/json"}
    page = f"{here}?d=b&m=2&p=-1&e=1"
    for _ in range(4):
        fetch(here, "POST", form, message())
    raw = {"Accept": HAL, "Content-Type": "text/csv; charset=utf-8", "SSS-MessageType": "table"}
    fetch(here, "POST", raw, b"id;name\r\n" * 5000)

    hal = ["", "stream", "stream?d=b&m=20&p=-1&e=0", "stream?d=f&m=2&p=0&e=1", "stream/0", "streams",
           page, f"{here}?d=f&m=2&p=0&e=0", f"{here}/0", f"{here}/metadata", "docs", "streams/absent-"
           + stream + "?d=b&m=20&p=-1&e=0"]
    for reference in hal:
        for url, accept in representations(reference):
            redbot(url, accept)
    for accept in ("text/markdown", "text/html", "application/schema+json"):
        redbot("docs/append", accept)
    redbot("docs/append.schema.json", "*/*")
    redbot("docs/style.css", "*/*")
    redbot(f"{here}/4/payload", "*/*")

    for reference in hal[:-1]:
        tag = fetch(reference, headers={"Accept": HAL})[0].getheader("ETag")
        if tag:
            lint(reference, headers={"Accept": HAL, "If-None-Match": tag}, status=304)
    lint(page, "HEAD", {"Accept": HAL})
    lint(here, "OPTIONS", status=204)
    asked = {"Origin": "http://a.example", "Access-Control-Request-Method": "POST"}
    lint(here, "OPTIONS", asked, status=204)
    lint(here, headers={"Accept": HAL}, status=308)
    lint(f"{here}/-1", headers={"Accept": HAL}, status=307)
    lint(f"{here}/77", headers={"Accept": HAL}, status=404)
    lint("nothing/here", status=404)
    lint(page, headers={"Accept": "image/png"}, status=406)
    lint("stream", "DELETE", status=405)
    lint("stream", "BREW", status=501)
    lint(f"{here}/4/payload", headers={"Range": "bytes=5-9"}, status=206)
    lint(f"{here}/4/payload", headers={"Range": "bytes=0-4,10-14"}, status=206)
    lint(f"{here}/4/payload", headers={"Range": "bytes=99999999-"}, status=416)
    lint(here, "POST", form, message())
    lint(here + "-new", "POST", {**form, "SSS-ExpectedVersion": "-3"}, message(), status=201)
    lint(here, "POST", raw, b"1;2\r\n")
    lint(here, "POST", form, b"{}", status=400)
    lint(here, "POST", {**form, "SSS-ExpectedVersion": "0"}, message(), status=409)
    lint(here, "POST", {**form, "If-Match": '"0"'}, message(), status=412)
    lint(here, "POST", {**form, "Content-Encoding": "gzip"}, message(), status=415)
    lint(here, "POST", {**form, "Origin": "http://elsewhere.example"}, message(), status=403)
    lint(f"{here}/metadata", "POST", form, b'{"maxCount": 100}')
    lint(f"{here}/0", "DELETE", status=204)
    lint(here, "DELETE", status=204)
    for name in ACCEPTED:
        expect(name in met, f"{name} is accepted, but nobody speaks of it any more")
    expect.finish()


if __name__ == "__main__":
    main()
