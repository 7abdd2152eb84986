"""coreapi with hal-codec: takes the prefixes off relations, puts links, embedded resources and members into one
map, and knows templates. What has one name with a link hides it, so links are taken where they are alone.

    coreapi_session.py http://127.0.0.1:5000/
"""

import json
import sys
import uuid

import coreapi
from coreapi.codecs import DownloadCodec, JSONCodec, TextCodec
from coreapi.exceptions import ErrorMessage
from coreapi.transports import HTTPTransport
from hal_codec import HALCodec

from expectations import Expectations

expect = Expectations()
base = sys.argv[1]
stream = "core-" + str(uuid.uuid4())


def client(**headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return coreapi.Client(
        decoders=[HALCodec(), JSONCodec(), TextCodec(), DownloadCodec()],
        transports=[HTTPTransport(headers=names)])


reader = client()


def find(name=stream):
    """The newest page of a stream, by the template of the index."""
    return reader.action(reader.get(base), ["find"], params={"streamId": name})


def refusal(action):
    """The content of the error that an action raises."""
    try:
        action()
    except ErrorMessage as error:
        return error.error
    return None


def append(page, n, using=reader):
    message = {"messageId": str(uuid.uuid4()), "type": "cored", "jsonData": {"n": n}}
    return using.action(page, ["feed"], params=message, validate=False, action="post")


def browse():
    index = reader.get(base)
    expect.equal(index.title, "Index", "the title of the index")
    expect("provider" in index, "the index has its state")
    for key in ["find", "feed-browser", "feed", "index"]:
        expect(isinstance(index[key], coreapi.Link), f"the index has the link {key}")
    page = reader.action(reader.action(index, ["feed"]), ["first"])
    positions = []
    while True:
        items = page["message"]
        expect(all(isinstance(item, coreapi.Document) for item in items), "messages are documents")
        positions += [item["position"] for item in reversed(items)]
        for item in items[:3]:
            single = reader.get(item.url)
            expect.equal(single["messageId"], item["messageId"], "an embedded message's address")
        if "next" not in page:
            break
        page = reader.action(page, ["next"])
    expect.equal(positions, sorted(set(positions)), "the positions from the first page on")
    names = reader.action(index, ["feed-browser"], params={"m": "7"})
    listed = []
    while True:
        # A list of one name is a list, too; the link of the same name stands behind it.
        listed += [item.title for item in names["feed"]] if "feed" in names else []
        if "next" not in names:
            break
        names = reader.action(names, ["next"])
    expect.equal(len(listed), len(set(listed)), "the names of the streams")
    for name in listed:
        expect.equal(find(name).title, name, "a stream found by the name in the list")


def write():
    missing = refusal(find)
    expect(missing is not None, "a stream that nobody wrote is an error")
    expect.equal(missing and missing["lastStreamVersion"], -1, "which says that there is nothing")

    # An error has no links here: the address of what is to be made comes from the template.
    template = reader.get(base)["find"]
    address = template.url.replace("{streamId}", stream)
    made = coreapi.Document(url=address, content={"feed": coreapi.Link(address)})
    created = append(made, 0, client(SSS_ExpectedVersion="-3"))
    expect.equal(created["currentVersion"], 0, "the version of the first append")
    page = find()
    expect.equal(append(page, 1, client(SSS_ExpectedVersion="0"))["currentVersion"], 1, "the second")
    expect.equal(append(page, 2, client(If_Match='"1"'))["currentVersion"], 2, "by ETag")
    conflict = refusal(lambda: append(page, 3, client(SSS_ExpectedVersion="0")))
    expect.equal(conflict and conflict["title"], "Wrong expected version.", "a late append")
    faults = refusal(lambda: reader.action(page, ["feed"], {"type": 1}, False, action="post"))
    expect(
        faults and "/messageId" in [fault["pointer"] for fault in faults["errors"]],
        "a form that is not filled in says what is missing")
    for n in range(3, 26):
        append(page, n)

    page = find()
    versions = [item["streamVersion"] for item in page["message"]]
    expect.equal(versions, list(range(25, 5, -1)), "the newest page")
    older = reader.action(page, ["previous"])
    expect.equal([item["streamVersion"] for item in older["message"]], list(range(5, -1, -1)), "before")
    newer = reader.action(older, ["next"])
    expect.equal(newer["message"][-1]["streamVersion"], 6, "and back")
    expect.equal(page["append"]["title"], "Append to Stream", "the form")
    expect.equal(list(page["append"]["required"])[0], "messageId", "what the form requires")
    standing = json.load(reader.get(page["append"].url))
    expect.equal(standing["title"], page["append"]["title"], "the form's own address")

    # In a page without payloads nothing hides the link to the payload.
    expect.equal(reader.action(page["message"][0], ["payload"]), {"n": 25}, "the payload's bytes")
    single = reader.get(page["message"][0].url)
    value = single["payload"]
    expect.equal(json.loads(value) if isinstance(value, str) else dict(value), {"n": 25}, "payload")

    settings = refusal(lambda: reader.action(page, ["metadata"]))
    expect.equal(settings and settings["metadataStreamVersion"], -1, "metadata that nobody set")
    saved = reader.action(page, ["metadata"], {"maxCount": 20}, False, action="post")
    expect.equal(saved["maxCount"], 20, "metadata")
    expect.equal(reader.action(page, ["metadata"])["metadataStreamVersion"], 0, "once set")

    message = coreapi.Document(url=single.url, content={"it": coreapi.Link(single.url)})
    reader.action(message, ["it"], action="delete")
    expect(refusal(lambda: reader.get(single.url)) is not None, "a deleted message is gone")
    reader.action(page, ["feed"], action="delete")
    expect(refusal(find) is not None, "a deleted stream is gone")


def documentation():
    # The codec drops curies: it has cut off what they explain.
    text = reader.get(base.rstrip("/") + "/docs/append")
    expect(text.startswith("# Append to Stream Schema"), "the documentation comes as text")
    listed = reader.get(base.rstrip("/") + "/docs")
    expect("append" in listed["item"], "the documentation is a map of named links")
    for name in listed["item"]:
        expect(reader.action(listed, ["item", name]).startswith("# "), f"the documentation of {name}")


browse()
write()
documentation()
expect.finish()
