"""Plots as SVG, by hand: lines over a logarithmic x axis, readable on light and on dark pages: the paper is
part of the plot, since not every page says its colours to a picture."""
import math
import os
import statistics

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 74, 24, 66, 52

STYLE = """
 .paper { fill: #fff } text { font: 13px system-ui, sans-serif; fill: #333 }
 .title { font-size: 15px; font-weight: 600 }
 .grid { stroke: #ccc; stroke-width: 1 } .axis { stroke: #666; stroke-width: 1 }
 .line { fill: none; stroke-width: 2 }
 .s0 { stroke: #0969da } .f0 { fill: #0969da } .s1 { stroke: #bc4c00 } .f1 { fill: #bc4c00 }
 .s2 { stroke: #1a7f37 } .f2 { fill: #1a7f37 }
 @media (prefers-color-scheme: dark) {
  .paper { fill: #0d1117 } text { fill: #ddd } .grid { stroke: #444 } .axis { stroke: #999 }
  .s0 { stroke: #58a6ff } .f0 { fill: #58a6ff } .s1 { stroke: #f0883e } .f1 { fill: #f0883e }
  .s2 { stroke: #3fb950 } .f2 { fill: #3fb950 }
 }
"""


def power(value):
    """1,000,000 as 10⁶; what is no power of ten with separators."""
    exponent = round(math.log10(value))
    if 10 ** exponent != value or value < 1000:
        return f"{value:,}"
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(exponent))


def linear_ticks(most):
    """Round steps from 0 to the first that is not below the largest value."""
    raw = most / 5 if most > 0 else 1
    scale = 10 ** math.floor(math.log10(raw))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= raw * 0.999)
    return [step * i for i in range(math.ceil(most / step * 0.999) + 1)]


def logarithmic_ticks(least, most):
    """Powers of ten that enclose the values."""
    first, last = math.floor(math.log10(least)), math.ceil(math.log10(most))
    return [10 ** e for e in range(first, max(last, first + 1) + 1)]


def label(value):
    """A tick of the y axis."""
    if value >= 1000:
        return f"{value / 1000:g}k" if value < 1e6 else f"{value / 1e6:g}M"
    return f"{value:g}"


def plot(title, x_label, y_label, series, logarithmic=False):
    """An SVG with one line for each of `series`: (name, [(x, y), …]). y starts at 0, unless it is
    logarithmic, which needs values above 0."""
    points = [point for _, line in series for point in line]
    xs = sorted({x for x, _ in points})
    ys = [y for _, y in points]
    left_x, right_x = math.log10(xs[0]), math.log10(xs[-1])
    ticks = logarithmic_ticks(min(ys), max(ys)) if logarithmic else linear_ticks(max(ys))

    def across(x):
        share = (math.log10(x) - left_x) / (right_x - left_x) if right_x > left_x else 0.5
        return LEFT + 16 + share * (WIDTH - LEFT - RIGHT - 32)

    def up(y):
        if logarithmic:
            share = math.log10(y / ticks[0]) / math.log10(ticks[-1] / ticks[0])
        else:
            share = y / ticks[-1]
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
           f'height="{HEIGHT}" role="img" aria-label="{title}">', f"<title>{title}</title>",
           f"<style>{STYLE}</style>",
           f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
           f'<text class="title" x="{LEFT}" y="22">{title}</text>']
    for tick in ticks:
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(tick):.1f}" '
                   f'y2="{up(tick):.1f}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{up(tick) + 4:.1f}" text-anchor="end">{label(tick)}</text>')
    bottom = HEIGHT - BOTTOM
    out.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>')
    for x in xs:
        out.append(f'<line class="axis" x1="{across(x):.1f}" x2="{across(x):.1f}" y1="{bottom}" '
                   f'y2="{bottom + 5}"/>')
        out.append(f'<text x="{across(x):.1f}" y="{bottom + 20}" text-anchor="middle">{power(x)}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{x_label}</text>')
    middle = (TOP + bottom) / 2
    out.append(f'<text x="16" y="{middle}" text-anchor="middle" '
               f'transform="rotate(-90 16 {middle})">{y_label}</text>')
    place = LEFT
    for index, (name, line) in enumerate(series):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in sorted(line))
        out.append(f'<polyline class="line s{index}" points="{path}"/>')
        out += [f'<circle class="f{index}" cx="{across(x):.1f}" cy="{up(y):.1f}" r="3.5"/>' for x, y in line]
        out.append(f'<rect class="f{index}" x="{place}" y="38" width="14" height="4"/>')
        out.append(f'<text x="{place + 20}" y="45">{name}</text>')
        place += 36 + 7.4 * len(name)
    return "\n".join(out) + "\n</svg>\n"


def medians(results, section, kind, key, axis):
    """The points of a line: the medians of a figure over the sizes of a section."""
    sizes = dict.fromkeys(row[axis] for row in results.rows(section, kind=kind))
    return [(size, results.median(section, key, kind=kind, **{axis: size})) for size in sizes]


def stores(results, section, axis, value):
    """The points of a line of what is measured once for each size."""
    return [(row[axis], value(row)) for row in results.rows(section, kind="store")]


def crashes(results, section, axis):
    return [(row[axis], statistics.median(row["starts"]) * 1e3)
            for row in results.rows(section, kind="crash")]


def all_plots(results):
    """Name and SVG of every plot whose figures are there."""
    for section, axis, x_label in (("sizes", "messages", "messages in the store"),
                                   ("streams", "streams", "streams in the store")):
        if not results.rows(section, kind="crash"):
            continue
        wide = axis == "messages"  # What grows with the messages spans several powers of ten.
        kinds = (("append", "append"), ("page", "page of 20"), ("small", "small GET (yardstick)"))
        yield f"cost-by-{axis}.svg", plot(
            f"Processor time of an operation by {axis}", x_label, "µs of server CPU",
            [(name, medians(results, section, kind, "cpu", axis)) for kind, name in kinds])
        yield f"rate-by-{axis}.svg", plot(
            f"Operations a second by {axis}, 64 connections", x_label, "operations/s",
            [(name, medians(results, section, kind, "rate", axis)) for kind, name in kinds])
        yield f"memory-by-{axis}.svg", plot(
            f"Memory of the server itself by {axis}", x_label, "MB, mapped files not counted",
            [("grown", stores(results, section, axis, lambda row: row["grown"]["anonymous"] / 1e6)),
             ("after a start", stores(
                 results, section, axis, lambda row: row["started"]["anonymous"] / 1e6))], wide)
        yield f"start-up-by-{axis}.svg", plot(
            f"Start-up by {axis}", x_label, "ms to the first answer",
            [("after a clean end", stores(
                results, section, axis, lambda row: statistics.median(row["cleanStarts"]) * 1e3)),
             ("after kill -9 under load", crashes(results, section, axis))], wide)


def write(results, folder=f"{HERE}/plots"):
    """Writes all plots; their names."""
    os.makedirs(folder, exist_ok=True)
    names = []
    for name, text in all_plots(results):
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
        names.append(name)
    return names
