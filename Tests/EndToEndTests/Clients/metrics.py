"""Reads /metrics with Prometheus's own parsers, and looks at what its linter (promtool check metrics) would.

    metrics.py URL
"""
import sys
import urllib.request

from expectations import Expectations
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

url = sys.argv[1]
expect = Expectations()


def fetch(accept):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.headers["Content-Type"], answer.read().decode("utf-8")


def lint(families):
    """The rules of promtool's linter that can be broken here."""
    for family in families:
        name, kind = family.name, family.type
        expect(family.documentation, f"{name}: has help")
        expect(kind in ("counter", "gauge", "histogram"), f"{name}: type {kind}")
        if kind != "counter":
            expect(not name.endswith("_total"), f"{name}: only counters end in _total")
        for suffix in ("_count", "_sum", "_bucket", "_info") if kind != "gauge" else ():
            expect(not name.endswith(suffix), f"{name}: does not end in {suffix}")
        for unit in ("milliseconds", "_ms", "kilobytes", "minutes"):
            expect(unit not in name, f"{name}: a base unit")
        expect(name.lower() == name and ":" not in name, f"{name}: spelling")
        expect(family.samples or kind == "histogram", f"{name}: has samples")
        if kind != "histogram":
            continue
        buckets = {}
        for sample in family.samples:
            key = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
            if sample.name.endswith("_bucket"):
                buckets.setdefault(key, []).append((float(sample.labels["le"]), sample.value))
            elif sample.name.endswith("_count"):
                expect.equal(
                    buckets[key][-1], (float("inf"), sample.value),
                    f"{name}{key}: its buckets end in its count")
        for key, list_ in buckets.items():
            expect.equal(list_, sorted(list_), f"{name}{key}: the bounds rise")
            counts = [count for _, count in list_]
            expect.equal(counts, sorted(counts), f"{name}{key}: the buckets rise")


kind, text = fetch("text/plain")
expect.equal(kind, "text/plain; version=0.0.4; charset=utf-8", "the type of the text format")
plain = list(text_string_to_metric_families(text))
lint(plain)

kind, text = fetch("application/openmetrics-text; version=1.0.0")
expect.equal(
    kind, "application/openmetrics-text; version=1.0.0; charset=utf-8", "the type of OpenMetrics")
# This one throws at the least fault.
strict = list(openmetrics.text_string_to_metric_families(text))
lint(strict)

expect.equal(
    {f.name for f in plain}, {f.name for f in strict}, "the families of the two formats")
wanted = {
    "http_server_request_duration_seconds", "http_server_connections", "store_append_events",
    "store_commits", "process_resident_memory_bytes", "process_open_fds", "halserver_build_info",
}
missing = wanted - {f.name for f in strict}
expect(not missing, f"missing: {sorted(missing)}")
routes = {
    s.labels["route"] for f in strict for s in f.samples if "route" in s.labels
}
for route in routes:
    expect(route == "unmatched" or route.startswith("/"), f"route {route}")
expect("/streams/{streamID}" in routes, f"the route of streams in {sorted(routes)}")

expect.finish(f"{len(strict)} families, {sum(len(f.samples) for f in strict)} samples")
