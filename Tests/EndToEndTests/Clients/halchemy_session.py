"""halchemy: wants `self` everywhere, joins addresses to the server's root, sends the ETag of what it has read
with what it deletes, and always an Authorization that nobody asked for.

    halchemy_session.py http://127.0.0.1:5000/
"""

import json
import sys
import uuid

import uritemplate
from halchemy import Api

from expectations import Expectations

expect = Expectations()
api = Api(sys.argv[1])
stream = "alchemy-" + str(uuid.uuid4())


def message(n):
    return {"messageId": str(uuid.uuid4()), "type": "brewed", "jsonData": {"n": n}}


def status(resource):
    return resource._halchemy.response.status_code


def find(name=stream):
    home = api.home.get()
    return api.follow(home).to("streamStore:find").with_template_values({"streamId": name}).get()


def browse():
    home = api.home.get()
    expect.equal(status(home), 200, "the index")
    for relation in ["streamStore:find", "streamStore:feed-browser", "streamStore:feed", "curies"]:
        expect(home.has_rel(relation), f"the index has {relation}")
    feed = api.follow(home).to("streamStore:feed").get()
    page = api.follow(feed).to("first").get()
    positions = []
    while True:
        expect.equal(status(page), 200, "a page of all messages")
        items = page.embedded_many("streamStore:message")
        positions += [item["position"] for item in reversed(items)]
        for item in items[:2]:
            single = api.follow(item).to("self").get()
            expect.equal(single["messageId"], item["messageId"], "an embedded message's self")
            payload = api.follow(single).to("streamStore:payload").get()
            expect.equal(status(payload), 200, "the payload of a message")
        if not page.has_rel("next"):
            break
        page = api.follow(page).to("next").get()
    expect.equal(positions, sorted(set(positions)), "the positions from the first page on")
    names = api.follow(home).to("streamStore:feed-browser").with_template_values({"m": 2}).get()
    listed = []
    while True:
        listed += [item["_links"]["self"]["title"] for item in names.embedded_many("streamStore:feed")]
        if not names.has_rel("next"):
            break
        names = api.follow(names).to("next").get()
    expect.equal(len(listed), len(set(listed)), "the names of the streams")
    for name in listed:
        expect.equal(status(find(name)), 200, f"the stream {name!r} that the list names")


def write():
    absent = find()
    expect.equal(status(absent), 404, "a stream that nobody wrote")
    expect(absent.has_embedded("streamStore:append"), "an absent stream can be appended to")
    answer = api.follow(absent).to("self").post([message(n) for n in range(30)])
    expect.equal(status(answer), 200, "an append to the address of the page, its query with it")
    expect.equal(answer["currentVersion"], 29, "the version that the answer tells")

    page = find()
    form = page.embedded_one("streamStore:append")
    expect("messageId" in form["required"], "the form is a schema, and a resource")
    schema = api.follow(form).to("self").get()._halchemy.response.body
    expect.equal(schema["title"], form["title"], "the schema that stands alone")

    late = api.follow(page).to("self").with_headers({"SSS-ExpectedVersion": "3"}).post(message(0))
    expect.equal(status(late), 409, "an append with a wrong expected version")
    expect.equal(late["title"], "Wrong expected version.", "the problem")
    expect(late.has_rel("streamStore:index"), "the problem is a resource with links")
    there = api.follow(page).to("self").with_headers({"SSS-ExpectedVersion": "29"})
    expect.equal(status(there.post(message(30))), 200, "an append with the right one")
    wrong = api.follow(page).to("self").post({"type": "no id"})
    expect.equal(status(wrong), 400, "a form that is not filled in")
    expect("/messageId" in [fault["pointer"] for fault in wrong["errors"]], "what is wrong with it")

    older = api.follow(find()).to("previous").get()
    versions = [item["streamVersion"] for item in older.embedded_many("streamStore:message")]
    expect.equal(versions, list(range(10, -1, -1)), "the page before")
    expect(not older.has_rel("previous"), "the first page has none before it")

    settings = api.follow(page).to("streamStore:metadata").get()
    expect.equal(status(settings), 404, "metadata that nobody set")
    saved = api.follow(settings).to("self").post({"maxCount": 25})
    expect.equal(saved["maxCount"], 25, "metadata")
    expect.equal(find()["isEnd"], False, "25 messages are more than one page")

    newest = api.follow(find()).to("self").get().embedded_many("streamStore:message")[0]
    single = api.follow(newest).to("self").get()
    value = single["payload"]
    expect.equal(json.loads(value) if isinstance(value, str) else value, {"n": 30}, "the payload")
    expect.equal(status(api.follow(single).to("self").delete()), 204, "its ETag lets it go")
    expect.equal(status(api.follow(newest).to("self").get()), 404, "a deleted message")

    # It sends the ETag of the page that it read as If-Match.
    old = find()
    api.follow(old).to("self").post(message(31))
    expect.equal(status(api.follow(old).to("self").delete()), 412, "to delete what has changed")
    expect.equal(status(api.follow(find()).to("self").delete()), 204, "to delete what has not")
    expect.equal(status(find()), 404, "a deleted stream")


def documentation():
    home = api.home.get()
    (curie,) = [curie for curie in home["_links"]["curies"] if curie["name"] == "streamStore"]
    for relation in ["append", "feed", "find", "delete-stream"]:
        address = uritemplate.expand(curie["href"], {"rel": relation})
        page = api.using_endpoint(address).with_headers({"Accept": curie["type"]}).get()
        expect.equal(status(page), 200, f"the documentation of {relation}")
        expect(page._halchemy.response.body.startswith("# "), f"{relation} is explained in markdown")


browse()
write()
documentation()
expect.finish()
