"""What a HAL document must be for those who know nothing but HAL (draft-kelly-json-hal-11)."""

import jsonschema
from restnavigator.registry import iana_rels

# Registered since that list was made.
REGISTERED = set(iana_rels) | {
    "api-catalog", "linkset", "service-desc", "service-doc", "service-meta", "status", "previous",
    "prev", "collection", "item", "profile", "alternate", "help", "describedby", "icon", "curies",
    "stylesheet",
}


class Documents:
    """Looks at each document by itself, and at whether relations keep their form from one to the next."""

    def __init__(self, expect):
        self.expect = expect
        # Whether a relation is one or many, with the first document that showed it.
        self.forms = {}
        self.relations = set()

    def check(self, document, place):
        """Checks a document; returns the curies by name."""
        expect = self.expect
        if not expect(isinstance(document, dict), f"{place}: a document is an object"):
            return {}
        links = document.get("_links")
        if not expect(isinstance(links, dict), f"{place}: _links is an object"):
            return {}
        expect("self" in links, f"{place}: a document has a link to itself")
        curies = self.curies(links, place)
        self.resource(document, curies, place, [])
        return curies

    def curies(self, links, place):
        expect = self.expect
        value = links.get("curies", [])
        expect(isinstance(value, list), f"{place}: curies is an array")
        curies = {}
        for curie in value if isinstance(value, list) else [value]:
            expect(curie.get("templated") is True, f"{place}: a curie is a template")
            expect("{rel}" in curie.get("href", ""), f"{place}: a curie has the variable rel")
            expect(bool(curie.get("name")), f"{place}: a curie has a name")
            curies[curie.get("name")] = curie
        return curies

    def resource(self, resource, curies, place, path):
        """Checks a document or what is embedded in one."""
        expect = self.expect
        where = place + (" → " + " → ".join(path) if path else "")
        links = resource.get("_links", {})
        own = {**curies, **self.curies(links, where)}
        for relation, value in links.items():
            self.relation(relation, own, where)
            self.form("_links", relation, value, where)
            for link in value if isinstance(value, list) else [value]:
                self.link(relation, link, where)
        embedded = resource.get("_embedded", {})
        expect(isinstance(embedded, dict), f"{where}: _embedded is an object")
        for relation, value in embedded.items():
            self.relation(relation, own, where)
            self.form("_embedded", relation, value, where)
            for item in value if isinstance(value, list) else [value]:
                self_link = item.get("_links", {}).get("self", {})
                expect("href" in self_link, f"{where}: the embedded {relation} has self")
                self.resource(item, own, place, path + [relation])

    def relation(self, relation, curies, place):
        self.relations.add(relation)
        prefix, colon, _ = relation.partition(":")
        if colon:
            self.expect(prefix in curies, f"{place}: {relation} has a curie")
        else:
            self.expect(relation in REGISTERED, f"{place}: {relation} is registered")

    def form(self, member, relation, value, place):
        form = "an array" if isinstance(value, list) else "an object"
        first = self.forms.setdefault((member, relation), (form, place))
        self.expect(
            first[0] == form, f"{relation} in {member} is {first[0]} in {first[1]}, {form} in {place}")

    def link(self, relation, link, place):
        expect = self.expect
        if not expect(isinstance(link, dict), f"{place}: the link {relation} is an object"):
            return
        href = link.get("href")
        if not expect(isinstance(href, str), f"{place}: the link {relation} has an href"):
            return
        expect(href != "", f"{place}: the href of {relation} is not empty")
        expect(
            ("{" in href) == (link.get("templated") is True),
            f"{place}: {relation} is templated where it has a variable: {href}")
        expect(link.get("templated") in (None, True), f"{place}: templated is true or absent")


def check_schema(expect, schema, place):
    """Checks that a schema is one of its dialect. Returns whether it can be used."""
    dialect = schema.get("$schema", "")
    expect(
        dialect == "http://json-schema.org/draft-07/schema#", f"{place}: the dialect {dialect!r}")
    try:
        jsonschema.Draft7Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        return expect(False, f"{place}: the schema is none: {error.message}")
    return True
