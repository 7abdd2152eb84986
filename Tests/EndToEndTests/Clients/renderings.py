"""Reads the pages of a server with foreign parsers: feedparser and an XML parser, the SDK of CloudEvents, JSON
line by line. Says what differs from the HAL documents, and ends with 1 then."""

import base64
import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

import feedparser
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

SERVER = sys.argv[1]
ATOM = "{http://www.w3.org/2005/Atom}"


def get(address, accept):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request) as reply:
        kind = reply.headers["Content-Type"].split(";")[0]
        assert kind == accept, (address, kind)
        return reply.read(), reply.headers, reply.url


def hal(address):
    return json.loads(get(address, "application/hal+json")[0])


def payload_of(page, message):
    """The payload of an embedded message, and its media type."""
    link = message["_links"]["streamStore:payload"]
    with urllib.request.urlopen(urllib.parse.urljoin(page, link["href"])) as reply:
        return reply.read(), link["type"]


def check_events(page, messages, forwards):
    body, _, _ = get(page, "application/cloudevents-batch+json")
    events = [
        JSONFormat().read(CloudEvent, json.dumps(one)) for one in json.loads(body)
    ]
    for event, message in zip(events, reversed(messages) if forwards else messages, strict=True):
        assert event.get_id() == message["messageId"]
        assert event.get_type() == message["type"]
        assert event.get_subject() == message["streamId"]
        source = event.get_source()
        assert urllib.parse.urljoin(SERVER, source).startswith(SERVER + "/streams/"), source
        assert event.get_time().tzinfo is not None
        assert event.get_extension("position") == str(message["position"])
        assert int(event.get_extension("sequence")) == message["streamVersion"]
        stored, kind = payload_of(page, message)
        data = event.get_data()
        if "e=0" in page:
            assert data is None
            where = urllib.parse.urljoin(page, event.get_extension("dataref"))
            with urllib.request.urlopen(where) as reply:
                assert reply.read() == stored
        elif kind == "application/json":
            assert data == json.loads(stored), (data, stored)
        else:
            assert data == stored, (data, stored)
        one, _, _ = get(
            urllib.parse.urljoin(page, message["_links"]["self"]["href"]),
            "application/cloudevents+json")
        single = JSONFormat().read(CloudEvent, one)
        assert single.get_id() == event.get_id() and single.get_source() == source


def check_lines(page, messages, forwards):
    body, _, _ = get(page, "application/x-ndjson")
    lines = [json.loads(line) for line in body.decode().splitlines()] if body else []
    assert body.count(b"\n") == len(lines)
    for line, message in zip(lines, reversed(messages) if forwards else messages, strict=True):
        for name in ["messageId", "createdUtc", "position", "streamId", "streamVersion", "type"]:
            assert line[name] == message[name]
        assert line.get("metadata") == json.loads(message["metadata"] or "null")
        stored, kind = payload_of(page, message)
        if "e=0" in page:
            assert "payload" not in line and "payloadBase64" not in line
        elif kind == "application/json":
            assert line["payload"] == json.loads(stored)
        else:
            assert base64.b64decode(line["payloadBase64"]) == stored


def check_feed(page, document):
    messages = document["_embedded"]["streamStore:message"]
    body, _, _ = get(page, "application/atom+xml")
    root = ElementTree.fromstring(body)
    assert root.tag == ATOM + "feed"
    for name in ["id", "title", "updated", "author"]:
        assert root.find(ATOM + name) is not None, name
    # From the network, as a reader does: with its own Accept, and the address as the base of links.
    feed = feedparser.parse(page)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    links = {link.rel: link.href for link in feed.feed.links}
    for relation in ["self", "first", "previous", "next", "last"]:
        there = document["_links"].get(relation)
        expected = there and urllib.parse.urljoin(page, there["href"])
        assert links.get(relation) == expected, (relation, links.get(relation), expected)
    for entry, message in zip(feed.entries, messages, strict=True):
        assert entry.id == "urn:uuid:" + message["messageId"]
        assert entry.updated == message["createdUtc"] and entry.updated_parsed
        own = urllib.parse.urljoin(page, message["_links"]["self"]["href"])
        assert own in [link.href for link in entry.links if link.rel == "alternate"]
        stored, kind = payload_of(page, message)
        content = entry.content[0]
        if kind == "application/json" and "e=1" in page:
            assert json.loads(content.value) == json.loads(stored)
        else:
            assert content.type == kind
            with urllib.request.urlopen(urllib.parse.urljoin(page, content.src)) as reply:
                assert reply.read() == stored
        if kind != "application/json":
            assert entry.enclosures[0].length == str(len(stored))


def check_walk(start, accept):
    """Everything is found by Link fields alone."""
    address, count, pages = start, 0, 0
    while address:
        body, headers, address = get(address, accept)
        count += len(json.loads(body)) if body.startswith(b"[") else body.count(b"\n")
        pages += 1
        following = None
        for field in headers.get_all("Link"):
            for link in field.split(", "):
                target, _, rest = link.partition(">; rel=")
                if rest.split(";")[0] == '"next"':
                    following = urllib.parse.urljoin(address, target[1:])
        address = following
    return count, pages


for page in sys.argv[2:]:
    address = SERVER + page
    document = hal(address)
    shown = document["_embedded"]["streamStore:message"]
    forwards = "d=f" in page
    check_lines(address, shown, forwards)
    check_events(address, shown, forwards)
    check_feed(address, document)

walk = "/stream?d=f&m=2&p=0&e=0"
for accept in ["application/x-ndjson", "application/cloudevents-batch+json"]:
    total = len(hal(SERVER + "/stream?d=f&m=1000&p=0&e=0")["_embedded"]["streamStore:message"])
    assert check_walk(SERVER + walk, accept) == (total, (total + 1) // 2)
print(f"{len(sys.argv) - 2} pages are the same to all readers")
