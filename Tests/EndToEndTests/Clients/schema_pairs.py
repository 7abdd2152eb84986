"""Judges schemas and values once more: schema_pairs.py FILE, in which each line is a JSON array of a schema, a
value and the verdict that is to be confirmed. Prints what differs and ends with status 1 if anything does."""

import json
import sys

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend


def json_text(validator, media_type, instance, schema):
    """contentMediaType, which draft 07 lets validators look into."""
    if media_type == "application/json" and validator.is_type(instance, "string"):
        try:
            json.loads(instance)
        except ValueError:
            yield ValidationError("is not JSON")


Judge = extend(Draft7Validator, {"contentMediaType": json_text})


def main(path):
    count = {True: 0, False: 0}
    different = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            schema, value, verdict = json.loads(line)
            Draft7Validator.check_schema(schema)
            count[verdict] += 1
            if Judge(schema).is_valid(value) != verdict:
                different += 1
                print(f"{not verdict} for {json.dumps(value)} by {json.dumps(schema)}")
    print(f"{count[True]} allowed, {count[False]} refused, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
