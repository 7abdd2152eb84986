"""Whether the crawler finds what it is there for: it goes through a proxy that spoils a server's answers in one
way at a time, and must complain of just that.

    crawler_blunders.py http://127.0.0.1:5000/
"""

import json
import subprocess
import sys
from pathlib import Path

import prefix_proxy
from expectations import Expectations

HAL = "application/hal+json"
BLUNDERS = {}


def blunder(sentence, *options):
    """Names what the crawler, with these options, should say of a way to spoil answers."""

    def register(spoil):
        BLUNDERS[spoil.__name__] = (sentence, options, spoil)
        return spoil

    return register


def hal(change):
    """Makes of a change to HAL documents one to answers."""

    def spoil(method, path, status, fields, content):
        named = {name.lower(): value for name, value in fields}
        if named.get("content-type") == HAL and content and method in ("GET", "HEAD"):
            document = json.loads(content)
            change(document)
            content = json.dumps(document).encode()
            fields = [each for each in fields if each[0].lower() != "content-length"]
            fields.append(("Content-Length", str(len(content))))
        return status, fields, content

    spoil.__name__ = change.__name__
    return spoil


def fields_of(change):
    """Makes of a change to fields one to answers; a field that becomes None is left out."""

    def spoil(method, path, status, fields, content):
        changed = [(name, change(method, path, status, name.lower(), value)) for name, value in fields]
        return status, [each for each in changed if each[1] is not None], content

    spoil.__name__ = change.__name__
    return spoil


@blunder("curies is an array", "--no-forms")
@hal
def curies_of_one(document):
    document["_links"]["curies"] = document["_links"]["curies"][0]


@blunder("has a curie", "--no-forms")
@hal
def no_curies(document):
    del document["_links"]["curies"]


@blunder("is not empty", "--no-forms")
@hal
def empty_href(document):
    document["_links"]["streamStore:index"]["href"] = ""


@blunder("has self", "--no-forms")
@hal
def nobody(document):
    for form in document.get("_embedded", {}).values():
        if isinstance(form, dict):
            del form["_links"]


@blunder("is 404", "--no-forms")
@hal
def dead_link(document):
    document["_links"]["streamStore:index"]["href"] = "nowhere/at/all"


@blunder("leads out of", "--no-forms")
@hal
def absolute_path(document):
    document["_links"]["streamStore:index"]["href"] = "/stream"


@blunder("is registered", "--no-forms")
@hal
def invented_relation(document):
    document["_links"]["newer-ones"] = document["_links"]["self"]


@blunder("the documentation of streamStore:secret", "--no-forms")
@hal
def undocumented(document):
    document["_links"]["streamStore:secret"] = document["_links"]["self"]


@blunder("is templated where it has a variable", "--no-forms")
@hal
def plain_template(document):
    document["_links"].get("streamStore:find", {}).pop("templated", None)


@blunder("as text/plain", "--no-forms")
@hal
def wrong_type(document):
    document["_links"]["streamStore:index"]["type"] = "text/plain"


@blunder("the schema is none", "--no-forms")
@hal
def no_schema(document):
    for form in document.get("_embedded", {}).values():
        if isinstance(form, dict):
            form["type"] = "thing"


@blunder("says where it is sent", "--no-forms")
@hal
def form_to_nowhere(document):
    for form in document.get("_embedded", {}).values():
        if isinstance(form, dict):
            form.pop("links", None)


@blunder("is allowed")
@hal
def wrong_method(document):
    for form in document.get("_embedded", {}).values():
        if isinstance(form, dict):
            form["links"][0]["targetHints"]["allow"] = ["PATCH"]


@blunder("is refused")
@hal
def stricter_schema(document):
    form = document.get("_embedded", {}).get("streamStore:append")
    if form:
        form["required"].append("jsonMetadata")


@blunder("is accepted")
@hal
def looser_schema(document):
    form = document.get("_embedded", {}).get("streamStore:append")
    if form:
        form["required"].remove("type")


@blunder("the alternate", "--no-forms")
@hal
def no_such_alternate(document):
    document["_links"]["alternate"] = [{**document["_links"]["self"], "type": "image/png"}]


@blunder("DELETE has a form", "--no-forms")
@hal
def unsaid_method(document):
    document.get("_embedded", {}).pop("streamStore:delete-stream", None)


@blunder("itself at", "--no-forms")
@hal
def somebody_else(document):
    document["_links"]["self"]["href"] = document["_links"]["curies"][0]["href"].replace("{rel}", "append")


@blunder("rel is first in Link", "--no-forms")
@fields_of
def late_rel(method, path, status, name, value):
    return value + "\r\nLink: <.>; title=\"x\"; rel=\"self\"" if name == "vary" else value


@blunder("HEAD of", "--no-forms")
@fields_of
def other_head(method, path, status, name, value):
    return "text/plain" if method == "HEAD" and name == "content-type" else value


@blunder("Vary names Accept", "--no-forms")
@fields_of
def no_vary(method, path, status, name, value):
    return None if name == "vary" else value


@blunder("the ETag of 304", "--no-forms")
@fields_of
def forgetful(method, path, status, name, value):
    return None if status == 304 and name == "etag" else value


@blunder("the body leads where Location does", "--no-forms")
@fields_of
def lost_location(method, path, status, name, value):
    return value + "&x=1" if name == "location" and status == 308 else value


def main():
    expect = Expectations()
    base = prefix_proxy.start(sys.argv[1], "/base/")
    crawler = str(Path(__file__).parent / "crawler.py")
    for name, (sentence, options, spoil) in BLUNDERS.items():
        prefix_proxy.Proxy.spoil = staticmethod(spoil)
        result = subprocess.run(
            [sys.executable, "-B", crawler, base, *options], capture_output=True, text=True, timeout=400)
        expect.equal(result.returncode, 1, f"{name}: the crawler's status; {result.stderr}")
        expect(
            any(sentence in line for line in result.stdout.splitlines() if line.startswith("- ")),
            f"{name}: the crawler complains: {sentence}: {result.stdout[:600]}")
    expect.finish()


if __name__ == "__main__":
    main()
