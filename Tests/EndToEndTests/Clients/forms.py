"""Sends what a server's forms allow and what they refuse: forms.py URL. All that is known of the server is HAL,
JSON Schema (draft 07) and hyper-schema links; the verdicts are those of the package jsonschema. Prints what is
not as the form says and ends with status 1 if anything is not."""

import json
import random
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

from jsonschema import Draft7Validator

from expectations import Expectations
from schema_pairs import Judge

HAL = "application/hal+json"
expect = Expectations()
bodies = {True: 0, False: 0}


def send(method, url, headers=None, body=None):
    """An answer as (status, headers, document)."""
    request = urllib.request.Request(url, method=method, data=body, headers=headers or {})
    request.add_header("Accept", HAL)
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read()
        return answer.status, answer.headers, json.loads(text) if text else None


def forms(url):
    """The forms of a resource by the name of their relation."""
    _, headers, document = send("GET", url)
    expect(headers.get_content_type() == HAL, f"{url} is HAL")
    return {
        name: value
        for name, value in document.get("_embedded", {}).items()
        if isinstance(value, dict) and "$schema" in value
    }


# The values that a member may have here: some right, some wrong. No legacy spellings.
VALUES = {
    "messageId": [str(uuid.UUID(int=0)), "x", 5, "", None, True, str(uuid.uuid4()) + "0"],
    "type": ["t", "", "é" * 128, "é" * 129, "t" * 128, "t" * 129, 5, None, [], "\u0000"],
    "jsonData": [{}, {"a": [1, {"b": None}]}, None],
    "jsonMetadata": ["{}", '{"a": 1}', "x", "{", "5", 5, True, [], "{} x"],
    "maxCount": [1, 2147483647, 2147483648, 0, -1, 1.5, 1e2, "1", [], True],
    "maxAge": [1, 2147483647, 2147483648, 0, -1, 1.5, 1e2, "1", {}, True],
    "metadataJson": [{}, {"a": 1}, 5, [], True],
    "more": [{"type": 5}],
}
HEADERS = {
    "SSS-ExpectedVersion": ["-2", "-3", "-1", "0", "7", "-4", "2147483648", "x", "1.0", ""],
    "SSS-MessageId": [str(uuid.UUID(int=0)), str(uuid.uuid4()), "x", ""],
    "SSS-MessageType": ["t", "t" * 128, "t" * 129, ""],
    "SSS-Metadata": ["{}", '"x"', "x", "{"],
    "Content-Type": ["image/png", "a/b; c=" + "d" * 248, "a/b; c=" + "d" * 249],
    "If-Match": ['"0"', '"99"', "*"],
}


def message(choice, schema):
    """An object that is nearly what the schema wants."""
    value = {}
    for name in list(schema.get("properties", {})) + ["more"]:
        if choice.random() < (0.06 if name in schema.get("required", []) else 0.5):
            continue
        right = str(uuid.UUID(int=choice.getrandbits(128))) if name == "messageId" else VALUES[name][0]
        value[name] = right if choice.random() < 0.8 else choice.choice(VALUES[name])
    return value


def body(choice, form, link):
    """A body that is nearly what a link wants, and whether its schema allows it."""
    schema = link["submissionSchema"]
    if choice.random() < 0.05:
        value = choice.choice([5, None, "x", True])
    elif schema.get("type") == "array":
        value = [message(choice, form) for _ in range(choice.randrange(4))]
    else:
        value = message(choice, form)
    # References to # mean the form. Its dialect would bring back the validator that looks into no string.
    root = {name: part for name, part in form.items() if name != "$schema"}
    return value, Judge(root).evolve(schema=schema).is_valid(value)


def submit(choice, url, form, link):
    """Sends a body that may be wrong, and a right one with headers that may be."""
    target = urllib.parse.urljoin(url, link["href"])
    method = link["targetHints"]["allow"][0]
    media_type = link.get("submissionMediaType")
    if media_type == "application/json":
        value, allowed = body(choice, form, link)
        bodies[allowed] += 1
        status, _, document = send(
            method, target, {"Content-Type": media_type}, json.dumps(value).encode())
        expect(allowed == (status == 200), f"{status} but {allowed} for {value} at {target}")
        if not allowed:
            problem(document, link["rel"], value, target, "pointer")
    schema = link.get("headerSchema", {})
    headers = {}
    for name in schema.get("properties", {}):
        if choice.random() < 0.3:
            headers[name] = choice.choice(HEADERS[name])
    allowed = Judge(schema).is_valid({name: text(value) for name, value in headers.items()})
    content = None
    if media_type == "application/json":
        headers["Content-Type"] = media_type
        right = {"messageId": str(uuid.uuid4()), "type": "t", "jsonData": {}}
        content = json.dumps(right if "messageId" in form["properties"] else {}).encode()
    elif media_type:
        headers.setdefault("Content-Type", schema["properties"]["Content-Type"]["default"])
        content = b"\x00\xff"
    status, _, document = send(method, target, headers, content)
    expect(
        status in ((200, 201, 204, 409, 412) if allowed else (400,)),
        f"{status} but {allowed} for {headers} at {target}")
    if status == 400:
        problem(document, link["rel"], None, target, "header")


def text(value):
    """The value that a header's text stands for: digits are a number."""
    return int(value) if value.lstrip("-").isdigit() else value


def problem(document, relation, value, target, place):
    """A refusal says what is wrong and brings the form to try again."""
    errors = document.get("errors", [])
    expect(errors, f"errors at {target}")
    for error in errors:
        expect({"rule", "detail", place} == set(error), f"{error} at {target}")
        if place == "pointer" and error["rule"] != "required":
            here = value
            for token in error["pointer"].split("/")[1:]:
                here = here[int(token) if isinstance(here, list) else token]
    again = document.get("_embedded", {}).get(relation)
    expect(again is not None, f"the form {relation} again at {target}")
    if again:
        Draft7Validator.check_schema(again)
        expect(
            urllib.parse.urljoin(target, again["links"][0]["href"]) == target,
            f"the form leads to {target}")


def main(root):
    choice = random.Random(3)
    _, _, index = send("GET", root)
    template = urllib.parse.urljoin(root, index["_links"]["streamStore:find"]["href"])
    seen = set()
    for turn in range(120):
        stream = template.replace("{streamId}", f"form-{turn % 7}")
        places = [stream, urllib.parse.urljoin(stream + "/", "metadata"), stream + "/-1"]
        for place in places:
            # As a client that follows redirects: links are resolved where it came out.
            answer = urllib.request.Request(place, headers={"Accept": HAL})
            try:
                with urllib.request.urlopen(answer) as reply:
                    url = reply.url
            except urllib.error.HTTPError as error:
                url = error.url
            for name, form in forms(url).items():
                if name not in seen:
                    Draft7Validator.check_schema(form)
                    alone = urllib.parse.urljoin(url, form["_links"]["self"]["href"])
                    Draft7Validator.check_schema(json.load(urllib.request.urlopen(alone)))
                    expect(urllib.parse.urljoin(url, form["$id"]) == alone, f"{name} has its address as $id")
                seen.add(name)
                if name.startswith("streamStore:delete") and choice.random() < 0.8:
                    continue
                for link in form["links"]:
                    submit(choice, url, form, link)
    expect(len(seen) == 5, f"all forms were met: {seen}")
    expect(min(bodies.values()) > 100, f"enough bodies of each kind: {bodies}")
    expect.finish(f"{bodies[True]} bodies that are allowed, {bodies[False]} that are not.")


if __name__ == "__main__":
    main(sys.argv[1])
