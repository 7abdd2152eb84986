"""Goes everywhere a server leads to, from one address on, and checks that everything it says is so.

    crawler.py http://127.0.0.1:5000/ [--no-forms]

Breadth first over every link of every answer: HAL, Link fields, web pages, markdown, Atom, link sets. Each
link must lead to the type that it promises, by redirects if need be; each relation must be documented; each
embedded resource must be what is found at its own address; each alternate must lead back. Then every form is
sent what its schema accepts, and what it refuses.
"""

import re
import sys
import urllib.parse
from collections import deque

import uritemplate

from crawl import documents, links
from crawl.forms import Forms
from crawl.web import Web
from expectations import Expectations

HAL = "application/hal+json"
FORM_TYPES = {HAL, "application/prs.hal-forms+json"}

# What is sent as Accept to what has no content: a link without a type leads there.
NOTHING = "*/*;q=1"

# Addresses that no link has, but the documentation: pages with payloads.
START = ["./", "stream?d=f&m=7&p=0&e=1", "docs"]

# Names of what nobody has stored. There the server says that there is nothing.
MADE_UP = ["nobody-wrote-this", "d41d8cd98f00b204e9800998ecf8427e", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"]

# Documents that only those see who name their type: to others there is nothing, as in the original
# (docs/httpstream/streams.md, docs/httpstream/merge.md). A browser names it.
SHOWN_BY_NAME = {"v1/streams", "v1/merge"}

# Relations of bytes whose type nobody knows before they are read.
BYTES = {"httpstream:content", "filestore:content"}

# What finds a file by its digest, and gives its bytes whatever is accepted.
FOUND = "?file_hash="


def is_untold(method, path, document, answer):
    """Whether a method has no form in an answer's document for a reason; `path` is below the root."""
    if path == "":
        # The file store's, a guest there, whose forms are those of /files.
        return method in ("POST", "DELETE")
    if path == "v1/streams":
        # It would delete nothing.
        return method == "DELETE" and "timeToLive" not in document
    if path.startswith("v1/queues/"):
        # There is no queue to delete before its first stream; an emptied one of another name is there.
        is_there = answer.is_success and document.get("name") != "default"
        return method == "DELETE" and document.get("count") == 0 and not is_there
    if path.startswith("files/") and document.get("status") == 404:
        # What is not there can be put there, not deleted.
        return method == "DELETE"
    if path.startswith("files/") and "hash" in document:
        # The bytes of a digest are never others, and are there.
        return method == "PUT"
    if path.startswith(("v1/uploads/", "files/uploads/")):
        # POST is what X-HTTP-Method-Override says; what is whole takes nothing more.
        return method == "POST" or method == "PATCH" and document.get("state") != "waiting"
    return False


class Crawler:
    def __init__(self, base):
        self.expect = Expectations()
        self.web = Web(base)
        self.documents = documents.Documents(self.expect)
        self.forms = Forms(self.expect, self.web)
        self.queue = deque()
        self.known = {}
        self.templates = {}
        # What variables of templates can stand for, as found in the documents.
        self.values = {}
        self.documented = set()
        # The ids of byte streams.
        self.streams = {}

    def crawl(self):
        for reference in START:
            self.enqueue(urllib.parse.urljoin(self.web.base, reference), HAL, "start", None)
        while self.queue or self.expand_templates():
            while self.queue:
                self.visit(*self.queue.popleft())

    def enqueue(self, url, accept, relation, source):
        url = urllib.parse.urldefrag(url).url
        if self.expect(
            self.web.is_ours(url) or "://" in url and not url.startswith(self.origin()),
            f"{source}: {relation} leads out of {self.web.base}: {url}"
        ) and self.web.is_ours(url) and (url, accept) not in self.known:
            self.known[(url, accept)] = None
            self.queue.append((url, accept, relation, source))

    def origin(self):
        parts = urllib.parse.urlsplit(self.web.base)
        return f"{parts.scheme}://{parts.netloc}/"

    def visit(self, url, accept, relation, source):
        answer = self.fetch(url, accept)
        place = f"{url} as {accept} ({relation} of {source})"
        if not answer.is_success:
            if not self.expect(self.is_absence(answer), f"{place} is {answer.status}"):
                return
        elif accept == NOTHING:
            self.expect(answer.type is None, f"{place} is {answer.type}, which no type promises")
        elif accept != "*/*":
            promised = accept.split(";")[0].strip().lower()
            self.expect(answer.type == promised, f"{place} is {answer.type}")
        self.follow(answer)

    def fetch(self, url, accept):
        """An answer by GET, each step of the way compared with its HEAD; once for each address and type."""
        if self.known.get((url, accept)) is not None:
            return self.known[(url, accept)]
        answer = self.web.get(url, accept)
        self.known[(url, accept)] = answer
        for step in answer.hops + [answer]:
            self.check_step(step, accept)
        for hop in answer.hops:
            self.check_redirect(hop)
        if answer.is_success:
            self.check_validator(answer, accept)
        return answer

    def check_step(self, answer, accept):
        head = self.web.send("HEAD", answer.url, {"Accept": accept})
        # What nobody may keep is another each time.
        ignored = {"date", "content-length"} if answer["cache-control"] == "no-store" else {"date"}
        self.expect.equal(
            [head.status] + [field for field in head.fields if field[0] not in ignored],
            [answer.status] + [field for field in answer.fields if field[0] not in ignored],
            f"HEAD of {answer.url} as {accept}")
        self.expect(not head.body, f"HEAD of {answer.url} has no body")
        for rest in re.findall(r"<[^>]*>([^<]*)", answer["link"] or ""):
            # Some clients look for nothing else.
            self.expect(
                re.match(r"; rel=\"[^\"]+\"", rest), f"{answer.url}: rel is first in Link: {rest}")
        if answer.type is None:
            return
        vary = [name.strip().lower() for name in (answer["vary"] or "").split(",")]
        self.expect("accept" in vary or FOUND in answer.url, f"{answer.url}: Vary names Accept: {vary}")

    def check_redirect(self, hop):
        if hop.type == HAL:
            hrefs = [link.reference for link in links.of_hal(hop.json)]
            self.expect(hop["location"] in hrefs, f"{hop}: the body leads where Location does")

    def check_validator(self, answer, accept):
        tag = answer["etag"]
        if not tag:
            return
        again = self.web.send("GET", answer.url, {"Accept": accept, "If-None-Match": tag})
        self.expect.equal(again.status, 304, f"{answer.url} as {accept} with its own ETag {tag}")
        self.expect.equal(again["etag"], tag, f"{answer.url} as {accept}: the ETag of 304")
        for name in ("cache-control", "vary", "content-location"):
            self.expect.equal(
                again[name], answer[name], f"{answer.url} as {accept}: {name} of 304")
        self.expect(not again.body, f"{answer.url} as {accept}: 304 has no body")
        other = self.web.send("GET", answer.url, {"Accept": accept, "If-None-Match": '"none"'})
        self.expect.equal(other.status, answer.status, f"{answer.url} with a foreign ETag")

    def is_absence(self, answer):
        """What may be absent, and says so in a document with links: a message that was deleted or is not
        written yet, metadata that was never set, a stream that only has metadata. Other representations of
        such a document are as absent as it is."""
        if answer.status != 404:
            return False
        if any(name in answer.url for name in MADE_UP):
            return True
        if answer.type != HAL:
            answer = self.fetch(answer.url, HAL)
            return answer.type == HAL and self.is_absence(answer)
        body = answer.json
        if "streamStore:index" not in body.get("_links", {}):
            return False
        if "metadataStreamVersion" in body:
            return body["metadataStreamVersion"] == -1
        if "lastStreamVersion" in body:
            return body["lastStreamVersion"] == -1 and body["isEnd"]
        return "streamVersion" in body and "messageId" not in body

    # What an answer says

    def follow(self, answer):
        try:
            found = links.of(answer)
        except links.Unreadable as error:
            self.expect(False, str(error))
            return
        for link in found:
            if not self.expect(link.reference, f"{answer.url}: {link.relation} is not empty"):
                continue
            base = link.base or answer.url
            if link.templated:
                self.templates.setdefault(
                    urllib.parse.urljoin(base, link.reference), (link, answer.url))
            else:
                there = urllib.parse.urljoin(base, link.reference)
                is_promise = answer.type == HAL and not link.is_field and link.relation not in BYTES
                untyped = NOTHING if is_promise else "*/*"
                if answer.type == "text/html" and there.removeprefix(self.web.base) in SHOWN_BY_NAME:
                    untyped = "text/html"
                self.enqueue(there, link.type or untyped, link.relation, answer.url)
        if answer.type in FORM_TYPES:
            document = answer.json
            curies = self.documents.check(document, answer.url)
            self.check_self(document, answer)
            self.check_documentation(document, curies, answer)
            self.check_embedded(document, answer)
            self.collect(document)
            self.forms.templates(document, answer)
        if answer.type == "application/schema+json":
            documents.check_schema(self.expect, answer.json, answer.url)
        self.check_alternates(answer)

    def check_self(self, document, answer):
        """A document is where it says that it is, and can be changed there by its forms alone."""
        link = document.get("_links", {}).get("self", {})
        own = answer.resolve(link.get("href", ""))
        if own != answer.url:
            there = self.fetch(own, answer.type)
            if self.expect.equal(
                (there.status, there.type), (answer.status, answer.type),
                f"{answer.url}: itself at {own}"
            ):
                for member, value in document.items():
                    if member not in ("_links", "_embedded"):
                        self.expect.equal(
                            there.json.get(member), value, f"{answer.url}: {member} at {own}")
        if answer["content-location"]:
            self.expect.equal(
                answer.resolve(answer["content-location"]), own, f"{answer.url}: Content-Location")
        path = urllib.parse.urlsplit(own).path
        # The server's own streams know methods that only others are let to use, and what is not there has
        # nothing to delete.
        is_changeable = answer.is_success or "_embedded" in document
        if is_changeable and "/streams/%24" not in path and answer.type == HAL:
            forms = [form for form in document.get("_embedded", {}).values() if "$schema" in form]
            sent = {
                (method, urllib.parse.urlsplit(answer.resolve(each["href"])).path)
                for form in forms for each in form.get("links", [])
                for method in each.get("targetHints", {}).get("allow", [])
            }
            for method in set(self.forms.allow(answer.url)) - {"GET", "HEAD", "OPTIONS"}:
                below = path.removeprefix(urllib.parse.urlsplit(self.web.base).path)
                self.expect(
                    (method, path) in sent or is_untold(method, below, document, answer),
                    f"{answer.url}: {method} has a form")

    def check_documentation(self, document, curies, answer):
        """Every prefixed relation has its page, in markdown as the curie says, and for browsers."""
        for relation in list(self.documents.relations):
            prefix, colon, name = relation.partition(":")
            if not colon or prefix not in curies or relation in self.documented:
                continue
            self.documented.add(relation)
            href = answer.resolve(uritemplate.expand(curies[prefix]["href"], rel=name))
            for accept in (curies[prefix].get("type", "*/*"), "text/html"):
                page = self.fetch(href, accept)
                if self.expect(page.status == 200, f"the documentation of {relation}: {page}"):
                    self.expect.equal(page.type, accept, f"the documentation of {relation}")
                    self.expect(
                        relation in page.body.decode(), f"{page} speaks of {relation}")
                    self.follow(page)

    def check_embedded(self, document, answer):
        """What is embedded is, as far as it goes, what is found at its own address."""
        for relation, value in document.get("_embedded", {}).items():
            for item in value if isinstance(value, list) else [value]:
                link = item.get("_links", {}).get("self")
                if not link:
                    continue
                whole = self.fetch(answer.resolve(link["href"]), link.get("type", "*/*"))
                place = f"{answer.url}: the embedded {relation} {link['href']}"
                if not self.expect(whole.is_success, f"{place} is {whole.status}"):
                    continue
                self.expect.equal(whole.type, link.get("type"), f"{place}: its type")
                if "$schema" in item:
                    self.forms.add(relation, item, answer, whole.json)
                    continue
                for member, state in item.items():
                    if member not in ("_links", "_embedded"):
                        self.expect.equal(whole.json.get(member), state, f"{place}: {member}")

    def check_alternates(self, answer):
        """A document leads to its other representations, and each of them back to all others."""
        own = answer.type
        here = answer.resolve(answer["content-location"] or answer.url)
        found = self.alternates(answer)
        if not found:
            return
        self.expect(
            (here, own) not in found, f"{answer.url} as {own} is no alternate of itself")
        for url, kind in found:
            other = self.fetch(url, kind)
            if not self.expect.equal(other.type, kind, f"{answer.url}: the alternate"):
                continue
            back = self.alternates(other)
            if url == here:
                self.expect.equal(
                    {there for place, there in back if place == url},
                    ({there for place, there in found if place == url} | {own}) - {kind},
                    f"{url} as {kind}: its alternates")
            elif HAL in (own, kind):
                # What is elsewhere is tied to the document alone.
                self.expect((here, own) in back, f"{url} as {kind} leads back to {here}")
            if answer["etag"] and other["etag"] and url == here:
                self.expect(
                    answer["etag"] != other["etag"], f"{url}: {kind} has an ETag of its own")

    def alternates(self, answer):
        """The addresses and types of an answer's alternates: HAL says them in its links, all else in fields."""
        if answer.type == HAL:
            found = links.of_hal({"_links": answer.json.get("_links", {})})
        else:
            found = links.of_fields(answer)
        return {
            (answer.resolve(link.reference), link.type) for link in found
            if link.relation == "alternate"
        }

    def collect(self, value):
        """Keeps some values of each name, for templates with a variable of that name."""
        if isinstance(value, list):
            for item in value:
                self.collect(item)
        elif isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, (dict, list)):
                    self.collect(item)
                elif isinstance(item, (str, int)) and not isinstance(item, bool):
                    known = self.values.setdefault(name, {})
                    if len(known) < 60:
                        known[str(item)] = True
            for item in value.get("_embedded", {}).get("streamStore:feed", []):
                title = item["_links"]["self"].get("title")
                self.values.setdefault("streamId", {})[title] = True
            if "httpstream:content" in value.get("_links", {}):
                self.streams[value["id"]] = True

    # Templates

    def expand_templates(self):
        """Queues what templates lead to with the values that were found. Returns whether it is new."""
        before = len(self.known)
        names = list(self.values.get("streamId", {}))
        samples = {
            "streamId": names + [MADE_UP[0]],
            "p": [name[:2] for name in names[:3]] + ["", "50%", "&=+"],
            "t": ["s", "e", "x"],
            "m": ["3", "1000"],
            "c": ["2"],
            "type": list(self.values.get("type", {}))[:4] + ["none of these"],
            "hash": list(self.values.get("hash", {}))[:6] + [MADE_UP[1]],
            "id": list(self.streams)[:6] + [MADE_UP[2]],
            "queue": list(self.values.get("queue", {}))[:6] + [MADE_UP[0]],
            "limit": ["1", "20"],
            "after": ["0", "1"],
            "before": ["9"],
            "order": ["desc"],
            "prefix": [name[:1] for name in names[:3]] + ["$", "no such beginning"],
        }
        for template, (link, source) in list(self.templates.items()):
            variables = list(uritemplate.variables(template))
            optional = "{?" in template or "{&" in template
            # What stands in the path must always be there.
            named = set(re.findall(r"\{(\w+)\}", template))
            choices = [{}] if optional and not named else []
            longest = max((len(samples.get(name, [])) for name in variables), default=0)
            for index in range(longest):
                choice = {}
                for name in variables:
                    pool = samples.get(name) or list(self.values.get(name, {}))
                    if pool:
                        choice[name] = pool[index % len(pool)]
                choices.append({
                    name: value for name, value in choice.items()
                    # One of the two says where a page is.
                    if name != "before" or "after" not in choice
                })
                if optional:
                    fixed = {name: value for name, value in choice.items() if name in named}
                    choices += [{**fixed, name: value} for name, value in choice.items()]
            self.expect(
                choices, f"{source}: nothing is known for {link.relation}: {variables}")
            for choice in choices:
                self.enqueue(
                    uritemplate.expand(template, choice), link.type or "*/*", link.relation, source)
        return len(self.known) > before


def main():
    crawler = Crawler(sys.argv[1])
    crawler.crawl()
    expect = crawler.expect
    for relation in ("streamStore:feed", "streamStore:append", "streamStore:metadata"):
        expect(relation in crawler.documents.relations, f"{relation} was met")
    if "--no-forms" not in sys.argv:
        crawler.forms.submit()
    expect.finish(
        f"{len(crawler.known)} addresses, {crawler.web.requests} requests, "
        f"{len(crawler.documents.relations)} relations, {len(crawler.forms.forms)} forms.")


if __name__ == "__main__":
    main()
