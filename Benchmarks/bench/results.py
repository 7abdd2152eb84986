"""The figures of all runs, kept as JSON: what the tables and the plots are made from."""
import json
import os
import statistics
import time

PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "results.json")


class Results:
    """Sections with rows. A section is what one run measures together; another run of it replaces it."""

    def __init__(self, path=PATH):
        self.path, self.sections = path, {}
        if path and os.path.exists(path):
            with open(path) as file:
                self.sections = json.load(file)

    def begin(self, section, keep=lambda row: False, **about):
        """Forgets the rows of a section, but for those that are to be kept, and notes what is to be known of the
        run."""
        rows = [row for row in self.rows(section) if keep(row)]
        self.sections[section] = {"when": time.strftime("%Y-%m-%d %H:%M"), **about, "rows": rows}

    def add(self, section, **row):
        """Adds a row; four digits behind the point are enough."""
        self.sections[section]["rows"].append(
            {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()})

    def missing(self, what, reason):
        """Notes what could not be measured, with the reason."""
        self.sections.setdefault("missing", {})[what] = reason

    def note(self, section, **about):
        self.sections[section].update(about)

    def rows(self, section, **wanted):
        """The rows of a section that have all these values."""
        return [row for row in self.sections.get(section, {}).get("rows", [])
                if all(row.get(key) == value for key, value in wanted.items())]

    def median(self, section, key, **wanted):
        """The median of a figure over the rounds; None if it was not measured."""
        values = [row[key] for row in self.rows(section, **wanted) if row.get(key) is not None]
        return statistics.median(values) if values else None

    def ratio(self, section, key, ours, theirs):
        """How many times the figure of `theirs` ours is; both are conditions as of `rows`."""
        upper, lower = self.median(section, key, **ours), self.median(section, key, **theirs)
        return upper / lower if upper is not None and lower else None

    def save(self):
        """Writes all; whole or not at all."""
        if not self.path:
            return
        with open(self.path + ".new", "w") as file:
            json.dump(self.sections, file, indent=1)
            file.write("\n")
        os.replace(self.path + ".new", self.path)
