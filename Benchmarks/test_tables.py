"""The tables and plots from figures that are known: make test runs this, without any server."""
import os
import re
import unittest
import xml.etree.ElementTree as xml

from bench import plots, report
from bench.comparison import APPEND, SMALL
from bench.goals import GOALS, memory_per_million
from bench.results import Results
from bench.transfers import DOWNLOAD, UPLOAD


def figures():
    """Two rounds beside two peers, and a store that grows."""
    results = Results(None)
    results.begin("comparison", rounds=2, seconds=1)
    for round_number, factor in enumerate((1, 3)):
        for what, server, rate, p99 in (
                (SMALL, "halserver", 100_000, 500), (SMALL, "nginx", 80_000, 1000),
                (APPEND, "halserver", 30_000, 900), (APPEND, "Redis", 40_000, None)):
            results.add("comparison", round=round_number, what=what, connections=64, server=server, n=1,
                        rate=rate * factor, p50=100, p99=p99, cpu=10, user=1, client=4, foreign=0.01)
    results.begin("sizes", rounds=1, seconds=1, streams=100)
    for messages in (10_000, 1_000_000):
        size = {"messages": messages, "streams": 100}
        memory = {"all": 0, "files": 0, "anonymous": 2_000_000 + 30 * messages}
        results.add("sizes", kind="store", **size, fillRate=1, grown=memory, started=memory,
                    cleanStarts=[0.010, 0.012, 0.090])
        results.add("sizes", kind="crash", **size, starts=[0.2, 0.3, 0.4])
        for kind, cpu in (("append", 20), ("page", 30), ("small", 7)):
            results.add("sizes", kind=kind, round=0, **size, rate=50_000, cpu=cpu, user=2)
    return results


class Tables(unittest.TestCase):
    def test_ratios_are_of_medians(self):
        lines = report.comparison(figures())
        nginx = next(line for line in lines if "| nginx |" in line)
        self.assertEqual(nginx, "| 64 | nginx | 160,000 | 80,000–240,000 | 10.0 (1.0) | 4.0 | 100 | 1,000 | 1% "
                         "| 1.25 | 0.50 |")

    def test_what_a_tool_does_not_say_is_a_dash(self):
        redis = next(line for line in report.comparison(figures()) if "| Redis |" in line)
        self.assertTrue(redis.endswith("| 100 | – | 1% | 0.75 | – |"), redis)

    def test_goals_say_what_was_reached(self):
        lines = report.goals(figures())
        self.assertIn("| small GET, 64 connections, beside nginx | ≥ 0.85 | ≥ 1 | 1.25 | stretch reached |", lines)
        self.assertIn("| durable append, 64 connections, beside Redis | ≥ 1.1 | ≥ 1.5 | 0.75 | **fell short** |",
                      lines)
        self.assertIn("| static stripped binary | ≤ 12 MB | ≤ 8 MB | – | not measured |", lines)

    def test_between_must_and_stretch_is_must(self):
        most = next(goal for goal in GOALS if goal.text == "static stripped binary")
        self.assertEqual([most.verdict(value) for value in (8, 8.1, 12, 12.1)],
                         ["stretch reached", "must reached", "must reached", "**fell short**"])

    def test_memory_is_the_slope(self):
        self.assertAlmostEqual(memory_per_million("grown")(figures()), 30)

    def test_only_what_is_between_the_markers_changes(self):
        with open(report.PATH) as file:
            text = file.read()
        once = report.fill(text, figures())
        self.assertEqual(report.fill(once, figures()), once)
        outside = re.compile(r"<!-- (\w+) -->.*?<!-- /\1 -->", re.S)
        self.assertEqual(outside.sub("", once), outside.sub("", text))
        self.assertIn("| 10,000 | 100 | 50,000 | 20.0 (2.0) |", once)

    def test_nothing_measured_makes_a_report_too(self):
        with open(report.PATH) as file:
            self.assertIn("Not measured yet.", report.fill(file.read(), Results(None)))


    def test_large_bodies_are_compared_with_each_server(self):
        results = figures()
        results.begin("bytes", rounds=1, bytes=1_000_000_000, reads=3)
        for server, rate, cpu in (("halserver", 1500, 300), ("nginx (DAV, no sync)", 500, 2000)):
            for what in (UPLOAD, DOWNLOAD):
                results.add("bytes", round=0, what=what, server=server, n=1000, rate=rate, cpu=cpu, user=cpu / 2,
                            client=100, foreign=0)
        lines = report.transfers(results)
        self.assertEqual(lines.count("| nginx (DAV, no sync) | 500 | 500–500 | 2.00 | 1.00 | 0.10 | 0% | 3.00 | 0.15 |"), 2)
        self.assertIn("| processor time of an upload, beside nginx DAV | ≤ 0.4 | ≤ 0.2 | 0.15 | stretch reached |",
                      report.goals(results))


class Plots(unittest.TestCase):
    def test_every_plot_is_a_document_with_its_lines(self):
        drawn = dict(plots.all_plots(figures()))
        self.assertEqual(list(drawn), ["cost-by-messages.svg", "rate-by-messages.svg",
                                       "memory-by-messages.svg", "start-up-by-messages.svg"])
        for name, text in drawn.items():
            root = xml.fromstring(text)
            lines = root.findall("{http://www.w3.org/2000/svg}polyline")
            self.assertEqual(len(lines), 3 if "cost" in name or "rate" in name else 2, name)
            for line in lines:
                for point in line.get("points").split():
                    across, down = map(float, point.split(","))
                    self.assertTrue(plots.LEFT <= across <= plots.WIDTH - plots.RIGHT, name)
                    self.assertTrue(plots.TOP <= down <= plots.HEIGHT - plots.BOTTOM, name)

    def test_ticks_enclose_the_values(self):
        for most in (0.3, 1, 7, 19.99, 20, 130_000):
            ticks = plots.linear_ticks(most)
            self.assertGreaterEqual(ticks[-1], most * 0.999)
            self.assertLessEqual(len(ticks), 7)
        self.assertEqual(plots.logarithmic_ticks(3, 250), [1, 10, 100, 1000])

    def test_sizes_are_powers(self):
        self.assertEqual([plots.power(value) for value in (1, 1_000, 10_000_000, 2_000_000)],
                         ["1", "10³", "10⁷", "2,000,000"])

    def test_the_plots_of_the_results_are_those_in_the_repository(self):
        """A plot is made from results.json, and never by hand."""
        for name, text in plots.all_plots(Results()):
            with open(os.path.join(plots.HERE, "plots", name)) as file:
                self.assertEqual(file.read(), text, name)


if __name__ == "__main__":
    unittest.main()
