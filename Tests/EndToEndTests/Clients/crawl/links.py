"""Where an answer leads: the links of each format, as (relation, reference, type, templated)."""

import html.parser
import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

import link_header

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Link:
    """A link that was found, its reference not resolved yet."""

    relation: str
    reference: str
    type: str = None
    templated: bool = False
    # The address that the reference is relative to, where it is not that of the answer.
    base: str = None
    # Whether it is one of a Link field, where a type is a hint at best (RFC 8288 §3.4.1).
    is_field: bool = False


def of_fields(answer):
    """The links of the Link fields (RFC 8288 §3.1: relative to the answer, whatever their anchor)."""
    value = answer["link"]
    if not value:
        return []
    found = []
    for link in link_header.parse(value).links:
        attributes = {name.lower(): value for name, value in link.attr_pairs}
        for relation in attributes.get("rel", "").split():
            found.append(Link(relation, link.href, attributes.get("type"), is_field=True))
    return found


def of_hal(document):
    """The links of a HAL document and of everything that is embedded in it, but for curies."""
    found = []
    for relation, value in (document.get("_links") or {}).items():
        for link in value if isinstance(value, list) else [value]:
            if relation != "curies" and isinstance(link, dict) and "href" in link:
                found.append(
                    Link(relation, link["href"], link.get("type"), link.get("templated", False)))
    for embedded in (document.get("_embedded") or {}).values():
        for item in embedded if isinstance(embedded, list) else [embedded]:
            if isinstance(item, dict):
                found += of_hal(item)
    return found


class _Page(html.parser.HTMLParser):
    """Collects what a web page refers to."""

    # Forms are not among them: nobody knows what to fill in.
    ATTRIBUTES = {"a": "href", "link": "href", "script": "src", "img": "src", "iframe": "src",
                  "area": "href"}

    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        reference = named.get(self.ATTRIBUTES.get(tag, ""))
        if reference is None or reference.startswith(("#", "mailto:", "data:", "javascript:")):
            return
        if tag == "script":
            # Its type is more than a media type: a module is one.
            self.links.append(Link("script", reference, "text/javascript"))
            return
        relation = (named.get("rel") or "related").split()[0]
        self.links.append(Link(relation, reference, named.get("type")))


def of_html(answer):
    page = _Page()
    page.feed(answer.body.decode())
    return page.links


def of_markdown(answer):
    """The links of a markdown text outside of its code."""
    text = re.sub(r"```.*?```", "", answer.body.decode(), flags=re.S)
    text = re.sub(r"`[^`]*`", "", text)
    references = re.findall(r"\]\(([^)\s]+)\)", text)
    return [Link("related", each) for each in references if not each.startswith("#")]


def of_atom(answer):
    """The links of an Atom feed and its entries; relative to xml:base where there is one."""
    root = ElementTree.fromstring(answer.body)
    found = []

    def walk(element, base):
        base = urllib.parse.urljoin(
            base, element.get("{http://www.w3.org/XML/1998/namespace}base", ""))
        if element.tag == ATOM + "link":
            found.append(
                Link(element.get("rel", "alternate"), element.get("href"), element.get("type"),
                     base=base))
        if element.tag == ATOM + "content" and element.get("src"):
            found.append(Link("content", element.get("src"), element.get("type"), base=base))
        for child in element:
            walk(child, base)

    walk(root, answer.url)
    return found


def of_linkset(answer):
    """The links of a link set (RFC 9264). Anchors say whose links they are, not where they count from."""
    found = []
    for context in answer.json["linkset"]:
        for relation, targets in context.items():
            if relation != "anchor":
                found += [Link(relation, each["href"], each.get("type")) for each in targets]
    return found


class Unreadable(Exception):
    """An answer is not what its type says."""


def of(answer):
    """All links of an answer, by its format. Throws if it is not of that format."""
    try:
        return _of(answer)
    except (ValueError, KeyError, TypeError, ElementTree.ParseError) as error:
        raise Unreadable(f"{answer} is no {answer.type}: {error!r}") from error


def _of(answer):
    found = of_fields(answer)
    if answer.type in ("application/hal+json", "application/prs.hal-forms+json"):
        found += of_hal(answer.json)
    elif answer.type == "application/problem+json" and isinstance(answer.json, dict):
        found += of_hal(answer.json)
    elif answer.type == "text/html":
        found += of_html(answer)
    elif answer.type == "text/markdown":
        found += of_markdown(answer)
    elif answer.type == "application/atom+xml":
        found += of_atom(answer)
    elif answer.type == "application/linkset+json":
        found += of_linkset(answer)
    elif answer.type in ("application/x-ndjson", "application/ndjson"):
        for line in answer.body.decode().split("\n"):
            if line:
                json.loads(line)
    elif answer.type and answer.type.endswith("json"):
        json.loads(answer.body)
    return found
