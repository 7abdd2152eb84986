"""What schemathesis must know of this server beyond the description: the tolerances that are documented."""

import copy
import json
import os
import re

import schemathesis
from jsonschema import Draft202012Validator

BARE = re.compile(r"^[{(]?([0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})[)}]?$")

# What `openapi_fuzz.py` put there, four of each kind.
PLACES = json.loads(os.environ["HALSERVER_PLACES"])
PAGES = (
    ("httpstream", "merge"), ("httpstream", "queue"), ("filestore", "upload.schema.json"),
    ("filestore", "find"),
)

# Every query of these means some page: what cannot be understood counts as absent (hal-api.md, section 4).
TOTAL = {"readAllStream", "readStream", "listStreams"}
# Here too, an `after` or `before` that names nothing counts as absent.
TOTAL |= {"listFileUploads", "listStreamUploads"}

# What must fit the bytes of the body, or what is there: no schema can say that.
DIGESTS = ("Repr-Digest", "Content-Digest", "Content-MD5", "Upload-Checksum")


def depends_on_content(case):
    """Whether a request may be refused though each part of it is as its schema says."""
    operation = case.operation.definition.raw["operationId"]
    headers = {name.lower() for name in case.headers or {}}
    query = case.query or {}
    if any(name.lower() in headers for name in DIGESTS):
        return True
    return {
        # The digest in the path is that of other bytes.
        "putFile": True,
        # Of the two methods at this address that read the query one needs it.
        "removeFile": "file_hash" not in query,
        # No body, or an empty one, is nothing to store.
        "storeFile": not case.body,
        "readByteQueue": "after" in query and "before" in query,
        # Which field must be there depends on which other one is.
        "createStreamUpload": True, "createFileUpload": True,
        "appendToStreamUpload": True, "appendToFileUpload": True,
        "overrideStreamUpload": True, "overrideFileUpload": True,
    }.get(operation, False)


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def mended(value):
    """A body after the old spellings that docs/append.md and docs/metadata.md list were put right."""
    if isinstance(value, list):
        return [mended(element) for element in value]
    if not isinstance(value, dict):
        return value
    value = copy.copy(value)
    identity = value.get("messageId")
    if isinstance(identity, str) and BARE.match(identity):
        digits = re.sub("[^0-9a-fA-F]", "", identity)
        value["messageId"] = "-".join(
            (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        )
    if value.get("jsonData") is not None and not isinstance(value["jsonData"], dict):
        value["jsonData"] = {}
    for name in ("jsonMetadata", "metadataJson"):
        text = value.get(name)
        if name in value and (text is None or text == ""):
            del value[name]
        elif isinstance(text, dict) and name == "jsonMetadata":
            value[name] = json.dumps(text)
        elif isinstance(text, str) and name == "metadataJson" and is_json(text):
            value[name] = {}
    for name in ("maxAge", "maxCount"):
        if name in value and value[name] is None:
            del value[name]
    return value


def is_tolerated(case):
    operation = case.operation
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    schema = content.get(case.media_type, {}).get("schema")
    if schema is None:
        return False
    whole = {**schema, "components": operation.schema.raw_schema["components"]}
    return Draft202012Validator(whole).is_valid(mended(case.body))


def are_valid(case):
    """Whether header fields and JSON in strings are what their schemas allow: schemathesis sends some that
    are not, since it does not look into `contentMediaType`."""
    for parameter in case.operation.definition.raw.get("parameters", []):
        schema = parameter["schema"]
        value = (case.headers or {}).get(parameter["name"])
        if parameter["in"] == "header" and value is not None and schema["type"] == "string":
            if not Draft202012Validator(schema).is_valid(value):
                return False
            if "contentMediaType" in schema and value and not is_json(value):
                return False
    bodies = case.body if isinstance(case.body, list) else [case.body]
    texts = [body.get("jsonMetadata") for body in bodies if isinstance(body, dict)]
    return all(not text or is_json(text) for text in texts if isinstance(text, str))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops what is no failure."""
    name = type(failure).__name__
    if name == "RejectedPositiveData":
        return are_valid(case) and not depends_on_content(case)
    operation = case.operation.definition.raw["operationId"]
    # The original says nothing there.
    if name == "MissingContentType" and operation == "storeFile":
        return bool(response.content)
    # Which page is meant is told before anybody looks whether the stream is there (hal-api.md, section 4).
    if name == "UseAfterFree" and operation == "readStream":
        return response.status_code != 308
    if name != "AcceptedNegativeData":
        return True
    if operation in TOTAL:
        return False
    if operation == "listFiles" and "" in (case.query or {}).values():
        return False
    return not is_tolerated(case)


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(context, value):
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(context, case, **kwargs):
    """Half of the requests go to what is there."""
    parameters = case.path_parameters
    if not parameters or case.meta is None or case.meta.generation.mode.is_negative:
        return
    choice = hash(json.dumps(parameters, sort_keys=True, default=str)) % 8
    if choice < 4:
        for name, values in {
            "streamID": ("a", "b", "a", "é"),
            "message": (0, 1, -1, 2),
            "position": (0, 1, 2, 3),
            "file": ("explorer.js", "explorer.css", "expand", "explorer.js"),
            "relation": ("append", "feed", "metadata.schema.json", "index"),
            "id": PLACES["streams"],
            "queue": ("default", "fuzz", "default", "fuzz"),
            "hash": PLACES["files"],
            "uploadID": PLACES["files/uploads" if "/files" in case.path else "v1/uploads"],
        }.items():
            if name in parameters:
                parameters[name] = values[choice]
        if "curie" in parameters:
            parameters["curie"], parameters["relation"] = PAGES[choice]
