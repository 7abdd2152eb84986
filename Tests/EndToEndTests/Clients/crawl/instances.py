"""Instances for schemas: what is right and what is nearly right, judged by PyPI's jsonschema."""

import json
import re
import uuid

import jsonschema

LONG = "x" * 128

# Members for which a schema is not enough to make one up: they name what the server has.
KNOWN = {}

# What a member is replaced with, whatever it should be.
VALUES = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 2**31 - 1, 2**31, 10**30, "", "text", "ü🙂\u0001", "null",
    "{}", '{"a": 1}', "{", LONG, LONG + "x", [], [{}], {}, {"a": {"b": [1, "2", None]}},
    "00000000-0000-0000-0000-000000000000", "urn:uuid:00000000-0000-0000-0000-000000000001",
]

# Bodies that are something else altogether.
BODIES = [None, True, 0, "text", [], [[]], [1], {}, [{}], {"unknown": 1}]


def identifiers():
    """Spellings of a new UUID."""
    fresh = str(uuid.uuid4())
    return [fresh.upper(), fresh.replace("-", ""), "{" + fresh + "}", "(" + fresh + ")",
            fresh[:-1], fresh + "0", fresh.replace("-", "_"), " " + fresh]


def value_for(schema, name):
    """A value that a member's schema accepts."""
    if name in KNOWN:
        return KNOWN[name]()
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "integer":
        return max(schema.get("minimum", 0), 7)
    if kind == "number":
        return schema.get("minimum", 0) + 0.5
    if kind == "boolean":
        return True
    if kind == "array":
        return []
    if kind == "object" or kind is None:
        return {"member": [1, 2.5, None, "ü"]}
    if "pattern" in schema:
        fresh = str(uuid.uuid4())
        assert re.search(schema["pattern"], fresh), schema["pattern"]
        return fresh
    if schema.get("contentMediaType") == "application/json":
        return '{"by": "crawler"}'
    return (name + "x" * schema.get("minLength", 0))[: schema.get("maxLength", 1000)]


def whole(schema):
    """An instance with every member that the schema of an object names."""
    return {name: value_for(each, name) for name, each in schema.get("properties", {}).items()}


def candidates(schema):
    """Instances of an object's schema and near misses, with a word for each; ids are new each time."""
    yield "every member", whole(schema)
    required = schema.get("required", [])
    yield "what is required", {name: whole(schema)[name] for name in required}
    yield "a member too many", {**whole(schema), "unknown": [{}]}
    for name, each in schema.get("properties", {}).items():
        left = whole(schema)
        del left[name]
        yield f"without {name}", left
        spellings = identifiers() if "pattern" in each else []
        for value in VALUES + spellings:
            yield f"{name} is {json.dumps(value)[:60]}", {**whole(schema), name: value}
    names = list(schema.get("properties", {}))
    if len(names) > 1:
        yield "nothing right", {name: [name] for name in names}
    for value in BODIES:
        yield f"the body is {json.dumps(value)}", value
    yield "two", [whole(schema), whole(schema)]
    broken = whole(schema)
    if required:
        del broken[required[0]]
        yield "the second is broken", [whole(schema), broken]


def faults(root, schema, instance):
    """Where an instance breaks a schema inside of `root`: JSON pointers."""
    validator = jsonschema.Draft7Validator(root)
    found = set()
    for error in validator.descend(instance, schema):
        path = "".join("/" + _escape(part) for part in error.absolute_path)
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            found |= {path + "/" + _escape(name) for name in missing}
        else:
            found.add(path)
    found |= set(_content(root, schema, instance, ""))
    return found


def _content(root, schema, instance, path):
    """Strings that should hold JSON text (contentMediaType), which validators only note."""
    if schema.get("$ref") == "#":
        schema = root
    if isinstance(instance, str) and schema.get("contentMediaType") == "application/json":
        if not is_json(instance):
            yield path
    elif isinstance(instance, dict):
        for name, value in instance.items():
            if name in schema.get("properties", {}):
                yield from _content(
                    root, schema["properties"][name], value, path + "/" + _escape(name))
    elif isinstance(instance, list) and isinstance(schema.get("items"), dict):
        for index, value in enumerate(instance):
            yield from _content(root, schema["items"], value, f"{path}/{index}")


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def _escape(part):
    return str(part).replace("~", "~0").replace("/", "~1")
