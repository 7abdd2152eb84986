"""RESULTS.md: the tables are made from results.json and put between markers; what stands around them stays."""
import os
import re
import statistics

from .comparison import Comparison
from .goals import BYTES, COMPARISON, FOOTPRINT, GOALS, OURS
from .transfers import DOWNLOAD, UPLOAD

PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "RESULTS.md")


def table(head, rows):
    """A Markdown table."""
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head),
            *("| " + " | ".join(row) + " |" for row in rows)]


def number(value, digits=0):
    """A figure with separators; a dash for what was not measured."""
    return "–" if value is None else f"{value:,.{digits}f}"


def significant(value):
    """Three digits that count."""
    if value is None:
        return "–"
    return number(value, 0 if value >= 100 else 1 if value >= 10 else 2)


def about(section):
    """When and how long it was measured."""
    return (f"{section['when']}, {section['rounds']} rounds of {section['seconds']} s, medians."
            if "rounds" in section else f"{section['when']}.")


def comparison(results):
    """Rates beside the peers, a table for each row, in the order of the rows."""
    section = results.sections.get(COMPARISON)
    if not section:
        return ["Not measured yet."]
    lines = [f"{about(section)} A page has {section.get('pageBytes', 0):,} bytes."]
    for what in Comparison.wanted.values():
        rows = []
        kinds = dict.fromkeys((row["connections"], row["server"]) for row in results.rows(COMPARISON, what=what))
        for connections, server in sorted(kinds, key=lambda kind: kind[0]):
            this = {"what": what, "connections": connections, "server": server}
            ours = {**this, "server": OURS}
            figure = {key: results.median(COMPARISON, key, **this)
                      for key in ("rate", "cpu", "user", "client", "p50", "p99", "foreign")}
            spread = [row["rate"] for row in results.rows(COMPARISON, **this)]
            rows.append([
                str(connections), server, number(figure["rate"]),
                f"{number(min(spread))}–{number(max(spread))}",
                f"{number(figure['cpu'], 1)} ({number(figure['user'], 1)})", number(figure["client"], 1),
                number(figure["p50"]), number(figure["p99"]), f"{figure['foreign']:.0%}",
                significant(results.ratio(COMPARISON, "rate", ours, this)),
                significant(results.ratio(COMPARISON, "p99", ours, this))])
        if rows:
            unit = "messages/s" if "append" in what else "requests/s"
            lines += ["", f"### {what[0].upper() + what[1:]}", "", *table(
                ["connections", "server", unit, "least–most", "server CPU µs/op (user)", "generator CPU µs/op",
                 "p50 µs", "p99 µs", "foreign CPU", "ours / this", "p99 ours / this"], rows)]
    return lines


def transfers(results):
    """Large bodies, a table for each way."""
    section = results.sections.get(BYTES)
    if not section:
        return ["Not measured yet."]
    lines = [f"{section['when']}, {section['rounds']} rounds, medians. A body has {section['bytes'] / 1e6:,.0f} MB."]
    for what in (UPLOAD, DOWNLOAD):
        rows = []
        for server in dict.fromkeys(row["server"] for row in results.rows(BYTES, what=what)):
            this, ours = {"what": what, "server": server}, {"what": what, "server": OURS}
            spread = [row["rate"] for row in results.rows(BYTES, **this)]
            rows.append([
                server, number(results.median(BYTES, "rate", **this)), f"{number(min(spread))}–{number(max(spread))}",
                *(number(results.median(BYTES, key, **this) / 1e3, 2) for key in ("cpu", "user", "client")),
                f"{results.median(BYTES, 'foreign', **this):.0%}",
                significant(results.ratio(BYTES, "rate", ours, this)),
                significant(results.ratio(BYTES, "cpu", ours, this))])
        if rows:
            lines += ["", f"### {what[0].upper() + what[1:]}", "", *table(
                ["server", "MB/s", "least–most", "server CPU s/GB", "of it user", "generator CPU s/GB", "foreign CPU",
                 "ours / this", "CPU ours / this"], rows)]
    return lines


def footprint(results):
    """What the servers cost before they do anything."""
    section = results.sections.get(FOOTPRINT)
    if not section:
        return ["Not measured yet."]
    lines = [f"{section['when']}, medians of {section['starts']} starts.", "", *table(
        ["server", "start-up ms", "idle memory MB", "of it not of files MB", "KiB per idle connection",
         "idle connections", "binary MB"],
        [[row["server"], number(row["startMs"], 1), number(row["idleMB"], 1),
          number(row["idleAnonymousMB"], 1), number(row["connectionKiB"], 2), number(row["connections"]),
          number(row["binaryMB"], 1)] for row in section["rows"]])]
    if "crashStartMs" in section:
        lines += ["", f"Ours starts on {section['crashMessages']:,} messages, killed in the middle of appends, in "
                  f"{section['crashStartMs']:.0f} ms (at most {section['crashStartMostMs']:.0f} ms)."]
    return lines


def goals(results):
    """Every goal with what was reached."""
    rows = []
    for goal in GOALS:
        value = goal.value(results)
        rows.append([goal.text, goal.bound(goal.must), goal.bound(goal.stretch),
                     "–" if value is None else significant(value) + goal.unit, goal.verdict(value)])
    return table(["goal (ratios: ours / theirs)", "must", "stretch", "measured", ""], rows)


def growth_rows(results, section):
    """One row for each size of a section."""
    rows = []
    for store in results.rows(section, kind="store"):
        size = {"messages": store["messages"], "streams": store["streams"]}
        crash = results.rows(section, kind="crash", **size)
        row = [number(store["messages"]), number(store["streams"])]
        for kind in ("append", "page", "small"):
            cpu, user, rate = (results.median(section, key, kind=kind, **size)
                               for key in ("cpu", "user", "rate"))
            row += [number(rate), f"{number(cpu, 1)} ({number(user, 1)})"]
        starts = [statistics.median(store["cleanStarts"]) * 1e3,
                  statistics.median(crash[0]["starts"]) * 1e3 if crash else None]
        rows.append([*row, number(store["grown"]["anonymous"] / 1e6),
                     number(store["started"]["anonymous"] / 1e6), *map(number, starts)])
    return rows


GROWTH_HEAD = [
    "messages", "streams", "appends/s", "CPU µs (user)", "pages/s", "CPU µs (user)", "small GETs/s",
    "CPU µs (user)", "own memory MB, grown", "after a start", "start-up ms, clean", "behind kill -9"]


def growth(results):
    """What operations cost as the store grows."""
    lines = []
    for section in ("sizes", "streams"):
        if section in results.sections:
            lines += [about(results.sections[section]), "",
                      *table(GROWTH_HEAD, growth_rows(results, section)), ""]
    return lines or ["Not measured yet."]


def environment(results):
    """The machine, the versions, and what could not be measured."""
    about_run = results.sections.get("environment", {})
    lines = [about_run.get("machine", "Not measured yet.")]
    if about_run.get("versions"):
        lines += ["", "; ".join(about_run["versions"].values()) + "."]
    missing = results.sections.get("missing", {})
    lines += [line for what, reason in missing.items() for line in ("", f"- {what}: not available here ({reason})")]
    return lines


PARTS = {"machine": environment, "goals": goals, "comparison": comparison, "bytes": transfers, "footprint": footprint,
         "growth": growth}


def fill(text, results):
    """The text with every part between its markers made anew."""
    for name, part in PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.S)
        if not pattern.search(text):
            raise ValueError(f"RESULTS.md has no {begin}")
        body = "\n".join([begin, "", *part(results), "", end])
        text = pattern.sub(lambda _, body=body: body, text)
    return text


def write(results, path=PATH):
    """Writes RESULTS.md anew."""
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(fill(text, results))
