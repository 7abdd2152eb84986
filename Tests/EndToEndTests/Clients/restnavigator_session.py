"""restnavigator: knows curies and templates, resolves links as a browser does, and follows no redirect.

    restnavigator_session.py http://127.0.0.1:5000/
"""

import json
import sys
import urllib.parse
import uuid
import webbrowser

import requests
from restnavigator import Navigator
from restnavigator.exc import HALNavigatorError

from expectations import Expectations

expect = Expectations()
base = sys.argv[1]
stream = "navigated-" + str(uuid.uuid4())


def message(n):
    return {"messageId": str(uuid.uuid4()), "type": "navigated", "jsonData": {"n": n}}


def typed(response, **_):
    """It wants a Content-Type of every answer to a change, also of one without content."""
    response.headers.setdefault("Content-Type", "application/hal+json")


def root(uri=base):
    """A navigator with a session of its own: it keeps what it has seen."""
    session = requests.Session()
    session.hooks["response"].append(typed)
    return Navigator.hal(uri, default_curie="streamStore", session=session)


def page(start):
    """A page of the stream. Where the server redirects, its answer leads there in its body too."""
    found = start["find"](streamId=stream)
    found(raise_exc=False)
    if found.status[0] == 308:
        found = found.links()["feed"]
        found(raise_exc=False)
    return found


def browse():
    index = root()
    expect("provider" in index(), "the index tells its provider")
    expect.equal(set(index.curies), {"streamStore", "httpstream", "filestore"}, "the curies")
    for curie in index.curies.values():
        expect("{rel}" in curie, "each curie is a template")
    expect.equal(index["find"].variables, {"streamId"}, "the variables of find")
    expect("streamStore:feed" in index, "a relation is found with its prefix")
    expect(index["feed"].uri == index["streamStore:feed"].uri, "and without")
    everything = index["streamStore:feed"]
    expect("isEnd" in everything(), "the feed has a state")
    newest = everything["last"]
    expect(isinstance(newest["streamStore:message"], list), "messages are always a list")
    pages = 0
    seen = []
    current = everything["first"]
    while True:
        embedded = current["streamStore:message"]
        seen = [item.state["position"] for item in embedded] + seen
        pages += 1
        if "next" not in current:
            break
        current = current["next"]
    expect(seen == sorted(set(seen), reverse=True), f"forwards every message comes once: {seen}")
    while "previous" in current:
        pages -= 1
        current = current["previous"]
        current()
    expect(pages <= 1, "and the way back has as many pages")
    names = root()["feed-browser"](p="or", t="s", m=3)
    for item in names["streamStore:feed"]:
        expect(item.title.startswith("or"), "a filtered list has the names that were asked for")


def write():
    absent = page(root())
    expect.equal(absent.status[0], 404, "a stream that nobody wrote")
    expect("metadata" in absent, "an absent stream has a link to its metadata")
    answer = absent.create(json.dumps([message(n) for n in range(45)]))
    expect.equal(answer.state["currentVersion"], 44, "the version after 45 messages")
    expect.equal(page(root())()["lastStreamVersion"], 44, "and on the page")

    here = page(root())
    older = here["previous"]
    expect.equal(
        [item.state["streamVersion"] for item in older["message"]], list(range(24, 4, -1)),
        "the page before")
    expect.equal(older["next"]["message"][0].state["streamVersion"], 44, "and back")

    one = here["message", 0]
    expect.equal(one.state["streamVersion"], 44, "an embedded message")
    # What is embedded counts as fetched: the whole message needs a navigator of its own.
    alone = root(one.uri)
    value = alone()["payload"]
    expect.equal(json.loads(value) if isinstance(value, str) else value, {"n": 44}, "the payload")
    expect("delete-message" in alone, "a message has the form to delete it")
    expect.equal(requests.get(alone.links()["payload"].uri).json(), {"n": 44}, "its bytes")

    form = here["append"]
    expect(form.state["$schema"].endswith("schema#"), "the form is a schema")
    target = urllib.parse.urljoin(here.uri, form.state["links"][0]["href"])
    written = requests.post(
        target, json=message(45), headers={"SSS-ExpectedVersion": "44"})
    expect.equal(written.status_code, 200, "the form leads to where messages are appended")

    try:
        here.create(message(0), headers={"SSS-ExpectedVersion": "7"})
        expect(False, "an append with a wrong expected version is refused")
    except HALNavigatorError as error:
        expect.equal(error.status, 409, "an append with a wrong expected version")
        expect.equal(error.nav.state["title"], "Wrong expected version.", "the problem's title")
        expect("help" in error.nav, "the problem has a link to its documentation")
    created = page(root()).create(message(46), headers={"If-Match": '"45"'})
    expect.equal(created.state["currentVersion"], 46, "an append with an ETag")
    made = root()["find"](streamId=stream + "-made").create(
        message(0), headers={"SSS-ExpectedVersion": "-3"})
    # It leaves a relative Location as it is; a browser's rule makes it an address.
    location = urllib.parse.urljoin(target, made.uri)
    expect.equal(requests.get(location).json()["lastStreamVersion"], 0, "the Location")

    alone.delete()
    expect.equal(requests.get(one.uri).status_code, 404, "a deleted message")
    expect.equal(page(root())["message", 2].state["streamVersion"], 43, "the one before it")
    page(root()).delete()
    expect.equal(page(root()).status[0], 404, "a deleted stream")


def documentation():
    opened = []
    webbrowser.open = opened.append
    index = root()
    index()
    for relation in [*index.links(), "streamStore:append"]:
        if relation.startswith("streamStore:"):
            index.docsfor(relation)
            address = urllib.parse.urljoin(index.uri, opened[-1])
            page = requests.get(address, headers={"Accept": "text/html"})
            expect.equal(page.status_code, 200, f"the documentation of {relation}")
            expect("<h1" in page.text, f"{address} is a web page")


browse()
write()
documentation()
expect.finish()
