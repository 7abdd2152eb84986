"""Sends forms what their schemas accept and what they refuse, by their hyper-schema links alone.

A form is a schema that is embedded in a document. Its `links` say where (`href`), by which method
(`targetHints.allow`), in which format (`submissionMediaType`) and with which headers (`headerSchema`) it is
submitted. Nothing else is known here, but for what the documentation lists as tolerated.
"""

import json
import re
import urllib.parse
import uuid

import jsonschema

from crawl import documents, instances, links

HAL = "application/hal+json"


# What is put right before the schema decides, as docs/append.md and docs/metadata.md list it.


def _message(value):
    """The tolerated spellings of a message."""
    if not isinstance(value, dict):
        return value
    value = dict(value)
    identifier = value.get("messageId")
    if isinstance(identifier, str):
        bare = re.fullmatch(r"[{(]?([0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12})[})]?", identifier)
        if bare and (len(bare[1]) in (32, 36)) and _closes(identifier):
            digits = bare[1].replace("-", "")
            value["messageId"] = re.sub("(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", digits)
    if value.get("jsonData") is not None:
        value["jsonData"] = {}
    if "jsonMetadata" in value:
        if value["jsonMetadata"] in (None, ""):
            del value["jsonMetadata"]
        elif isinstance(value["jsonMetadata"], dict):
            value["jsonMetadata"] = "{}"
    return value


def _closes(text):
    return (text[0], text[-1]) in (("{", "}"), ("(", ")")) or text[0] not in "{(" and text[-1] not in "})"


def _messages(value):
    return [_message(each) for each in value] if isinstance(value, list) else _message(value)


def _metadata(value):
    """The tolerated spellings of metadata."""
    if not isinstance(value, dict):
        return value
    value = {name: each for name, each in value.items() if each is not None}
    text = value.get("metadataJson")
    if text == "":
        del value["metadataJson"]
    elif isinstance(text, str) and instances.is_json(text):
        value["metadataJson"] = {}
    return value


def _merge(value):
    """Texts in the place of a list and of a truth value, as docs/httpstream/merge.md has them."""
    if not isinstance(value, dict):
        return value
    value = dict(value)
    if isinstance(value.get("streams"), str):
        value["streams"] = [each for each in re.split("[\x00-\x20,]+", value["streams"]) if each]
    if value.get("delete") in ("true", "false", ""):
        value["delete"] = value["delete"] == "true"
    return value


TOLERANCES = {
    "streamStore:append": _messages, "streamStore:metadata": _metadata, "httpstream:merge": _merge,
}

# Deletions that are answered with a line, as the original does.
TOLD_DELETIONS = {"httpstream:delete", "httpstream:delete-queue", "httpstream:purge-queue"}

# Deletions of what other forms speak of.
WHOLE_QUEUES = {"httpstream:delete-queue", "httpstream:purge-queue"}

# What a wrong header is refused with, where it is not 400: the protocol of uploads says so.
REFUSALS = {"Tus-Resumable": 412}

# What may come of a header that is right by itself: a length that is less than the body, an offset elsewhere.
OUTCOMES = {"Upload-Length": {413}, "Upload-Offset": {409}}

# The relations by which answers lead to the bytes that were brought.
CONTENT = ("streamStore:payload", "httpstream:content", "filestore:content")


class Form:
    """A form at one address."""

    def __init__(self, relation, schema, answer):
        self.relation = relation
        self.schema = schema
        self.links = schema["links"]
        link = self.links[0]
        self.method = link["targetHints"]["allow"][0]
        self.target = answer.resolve(link["href"])
        self.media_type = link.get("submissionMediaType")
        self.header_schema = link.get("headerSchema", {})
        self.headers = self.header_schema.get("properties", {})
        self.place = f"{relation} of {answer.url}"

    @property
    def takes_json(self):
        return (self.media_type or "").endswith("json")

    def needed(self, sent):
        """The headers that must be there beside those that are sent: of alternatives the first."""
        names = list(self.header_schema.get("required", []))
        choices = [each["required"] for each in self.header_schema.get("oneOf", [])]
        if choices and not any(name in each for each in choices for name in sent):
            names += choices[0]
        return [name for name in names if name not in sent]

    @property
    def bodies(self):
        """Bytes to bring. Where the address is their digest, they are those of nothing."""
        if self.relation == "filestore:put":
            return (b"",)
        bodies = (b"", bytes(range(256)), b'{"not": "read"')
        if self.relation == "filestore:upload":
            # Bytes that are there already are a conflict.
            return tuple(each + uuid.uuid4().bytes for each in bodies)
        return bodies

    def faults(self, instance):
        """Where an instance is wrong, after what is tolerated was put right. Nothing if one of the links of
        the same address takes it."""
        value = TOLERANCES.get(self.relation, lambda each: each)(instance)
        schemas = [link.get("submissionSchema", self.schema) for link in self.links]
        verdicts = [instances.faults(self.schema, each, value) for each in schemas]
        # An array is judged as the array that a further link takes, if there is one.
        fitting = [
            each for each, schema in zip(verdicts, schemas)
            if (schema.get("type") == "array") == isinstance(value, list)
        ]
        if not all(verdicts):
            return set()
        return (fitting or verdicts)[0]


class Forms:
    def __init__(self, expect, web):
        self.expect = expect
        self.web = web
        self.forms = {}
        self.allowed = {}

    def add(self, relation, schema, answer, alone):
        """Notes an embedded form and checks what can be said without sending it."""
        expect = self.expect
        place = f"{answer.url}: the form {relation}"
        if not documents.check_schema(expect, schema, place):
            return
        for member, value in schema.items():
            if member == "$id":
                own = answer.resolve(schema["_links"]["self"]["href"])
                expect.equal(answer.resolve(value), own, f"{place}: its $id")
            elif member not in ("links", "_links"):
                expect.equal(alone.get(member), value, f"{place}: {member} of the schema alone")
        hyper = schema.get("links")
        if not expect(isinstance(hyper, list) and hyper, f"{place} says where it is sent"):
            return
        for link in hyper:
            expect.equal(link.get("rel"), relation, f"{place}: rel of its link")
            allow = link.get("targetHints", {}).get("allow", [])
            expect.equal(len(allow), 1, f"{place}: it is sent by one method")
            for name in ("submissionSchema", "headerSchema"):
                if name in link:
                    jsonschema.Draft7Validator.check_schema(link[name])
        form = Form(relation, schema, answer)
        self.forms.setdefault((relation, form.target), form)

    def templates(self, document, answer):
        """Checks the templates of HAL-FORMS: each is sent to where its method is known."""
        for name, template in document.get("_templates", {}).items():
            place = f"{answer.url}: the template {name}"
            target = answer.resolve(
                template.get("target") or document["_links"]["self"]["href"])
            method = template.get("method", "GET").upper()
            self.expect(method in self.allow(target), f"{place}: {method} {target} is allowed")
            named = [each["name"] for each in template.get("properties", [])]
            self.expect.equal(len(set(named)), len(named), f"{place}: names are told once")
            for each in template.get("properties", []):
                re.compile(each.get("regex", ""))

    def allow(self, target):
        if target not in self.allowed:
            answer = self.web.send("OPTIONS", target)
            self.expect(answer.is_success, f"{answer} is answered")
            self.allowed[target] = [each.strip() for each in (answer["allow"] or "").split(",")]
        return self.allowed[target]

    # Sending

    def submit(self):
        """Sends each form at every address where it was found; deletions come last, of the most at once at the end."""
        order = sorted(
            self.forms.values(),
            key=lambda form: (form.method == "DELETE", form.relation in WHOLE_QUEUES))
        whole = {}
        for form in order:
            self.expect(
                form.method in self.allow(form.target),
                f"{form.place}: {form.method} {form.target} is allowed")
            sent = whole.setdefault(form.relation, 0)
            whole[form.relation] += 1
            if form.method == "DELETE":
                # A few are enough, and the others are still wanted.
                if sent < 6:
                    self.delete(form)
            elif form.takes_json:
                self.fill_in(form, everything=sent < 2)
            else:
                self.bring(form)
            if sent < 2:
                self.head(form)

    def send(self, form, body, headers=None):
        fields = {"Accept": HAL, **(headers or {})}
        for name in form.needed(fields):
            fields[name] = self.field(form, name, body or b"")
        if form.media_type and "Content-Type" not in fields:
            fields["Content-Type"] = form.media_type
        return self.web.send(form.method, form.target, fields, body)

    def field(self, form, name, body):
        """What a header must say: of uploads that is how long the body is, and how far they are."""
        if name == "Upload-Length":
            return str(len(body))
        if name == "Upload-Offset":
            return self.web.send("HEAD", form.target)["upload-offset"] or "0"
        return str(instances.value_for(form.headers[name], name))

    def saved(self, form):
        """The id of a new stream, for forms that speak of streams."""
        there = urllib.parse.urljoin(form.target, "streams")
        return self.web.send("POST", there, {"Accept": HAL}, b"a part").json["id"]

    def fill_in(self, form, everything):
        """Sends instances as JSON. A schema that is followed is enough; one that is not is told where."""
        if form.relation == "httpstream:merge":
            instances.KNOWN["streams"] = lambda: [self.saved(form)]
        for word, instance in instances.candidates(form.schema):
            self.instance(form, word, instance)
            if not everything:
                return
        good = json.dumps(instances.whole(form.schema))
        self.accepted(form, "a byte order mark", self.send(form, b"\xef\xbb\xbf" + good.encode()))
        for body in (b"", b"{", good.encode()[:-1], good.encode() + b"}", b"\xff", b'{"a": \xff}'):
            self.refused(form, f"the bytes {body!r}", self.send(form, body), None)
        if form.relation == "streamStore:append":
            body = re.sub('"jsonMetadata": "[^,}]*}"', '"jsonMetadata":', json.dumps(
                instances.whole(form.schema))).encode()
            self.accepted(form, f"{body!r}", self.send(form, body))

    def instance(self, form, word, instance):
        answer = self.send(form, json.dumps(instance).encode())
        faults = form.faults(instance)
        if faults:
            self.refused(form, word, answer, faults, instance)
        elif form.relation == "httpstream:merge" and isinstance(instance["streams"], str):
            # A UUID, but of no stream.
            self.expect.equal(answer.status, 404, f"{form.place}: {word}")
        else:
            self.accepted(form, word, answer)

    def accepted(self, form, word, answer):
        if self.expect(
            answer.is_success, f"{form.place}: {word} is accepted: {answer.status} {answer.body!r}"
        ) and answer.type == HAL:
            for link in links.of_hal(answer.json):
                if not link.templated and "alternate" != link.relation:
                    there = self.web.get(answer.resolve(link.reference), link.type or "*/*")
                    self.expect(there.status in (200, 404), f"{form.place}: its answer leads to {there}")

    def refused(self, form, word, answer, faults, instance=None):
        place = f"{form.place}: {word}"
        if not self.expect(
            400 <= answer.status < 500, f"{place} is refused: {answer.status} {answer.body!r}"
        ):
            return
        self.expect.equal(answer.type, HAL, f"{place}: the problem")
        problem = answer.json
        self.expect.equal(problem.get("status"), answer.status, f"{place}: the problem's status")
        errors = problem.get("errors", [])
        if self.expect(errors, f"{place}: the problem says what is wrong") and faults is not None:
            pointers = {each["pointer"] for each in errors}
            self.expect.equal(pointers, faults, f"{place}: where it is wrong")
        for each in errors:
            self.expect(each.get("detail"), f"{place}: each error has a sentence")
        embedded = problem.get("_embedded", {})
        if embedded:
            self.expect(form.relation in embedded, f"{place}: the problem has the form again")

    def bring(self, form):
        """Sends bytes as they are."""
        for body in form.bodies:
            answer = self.send(form, body, {"SSS-MessageType": "brought"})
            self.accepted(form, f"the bytes {body[:9]!r}", answer)
            if not answer.is_success or answer.type != HAL:
                continue
            for relation in CONTENT:
                if relation not in answer.json.get("_links", {}):
                    continue
                link = answer.json["_links"][relation]
                there = self.web.get(answer.resolve(link["href"]), link["type"])
                self.expect.equal(there.body, body, f"{form.place}: the bytes come back")
                # The byte stores look at the bytes, whatever they are called.
                named = form.media_type if relation == "streamStore:payload" else link["type"]
                self.expect.equal(there.type, named, f"{form.place}: with their type")

    def head(self, form):
        """Sends what the schema of the headers accepts and what it refuses, beside a good body."""
        for name, schema in form.headers.items():
            if name == "Content-Type":
                continue
            for value in instances.VALUES + ["-2", -3, -4, "1.5", "+1", "0x1", *instances.identifiers()]:
                if not isinstance(value, (str, int)) or isinstance(value, bool):
                    continue
                text = str(value)
                if not text.isascii() or not text.isprintable() or text != text.strip():
                    continue
                if not text and "contentMediaType" in schema:
                    # An empty field is as none.
                    continue
                judged = text
                if schema.get("type") == "integer" and re.fullmatch("[-+]?[0-9]+", text):
                    judged = int(text)
                elif name == "SSS-MessageId":
                    judged = _message({"messageId": text})["messageId"]
                if form.method == "DELETE" and judged in (-2, 0, 1):
                    continue
                if name.startswith("Upload-") and text.startswith("+"):
                    # Digits alone.
                    continue
                if (form.method, name) == ("PATCH", "Upload-Length") and isinstance(judged, int):
                    # It is told once, and is never another.
                    continue
                wrong = instances.faults(schema, schema, judged)
                body = None
                if form.takes_json:
                    body = json.dumps(instances.whole(form.schema)).encode()
                elif form.media_type:
                    body = b"bytes" if len(form.bodies) > 1 else form.bodies[0]
                answer = self.send(form, body, {name: text})
                place = f"{form.place}: {name}: {text!r}"
                if wrong:
                    self.expect.equal(
                        answer.status, REFUSALS.get(name, 400), f"{place} is refused")
                else:
                    self.expect(
                        answer.status in {200, 201, 204, 409, 412} | OUTCOMES.get(name, set()),
                        f"{place} is {answer.status}")

    def delete(self, form):
        before = self.web.get(form.target, HAL)
        if form.relation in WHOLE_QUEUES and form.relation not in before.json.get("_embedded", {}):
            # Another form has saved into it meanwhile: it is shown how to delete what is there now.
            return
        answer = self.send(form, None)
        if form.relation in TOLD_DELETIONS:
            self.expect.equal(answer.status, 200, f"{form.place} is accepted")
            self.expect.equal(answer.json.get("status"), "deleted", f"{form.place}: its answer")
        else:
            self.expect.equal(answer.status, 204, f"{form.place} is accepted")
            self.expect(not answer.body, f"{form.place}: 204 has no body")
        after = self.web.get(form.target, HAL)
        if after.is_success and after.json.get("name") == "default":
            # The queue of streams that name none is there before the first of them.
            self.expect.equal(after.json["count"], 0, f"{form.place}: it is empty")
            return
        self.expect.equal(
            after.status, 404, f"{form.place}: what was {before.status} and is deleted")
