"""Figures as SVG that stands inside a page: drawn by matplotlib, the same for the same numbers.

Only numbers and this file's own words are drawn; an exercise is named if its name is that of a
Python function, else numbered. Letters stay letters, in the page's font. Shades differ in
lightness, parts also in hatching: a figure tells the same without colour.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle

from autograder.classreport.measures import Histogram
from autograder.classreport.survey import Exercise

INK, QUIET, LINE = "#1d2733", "#51606f", "#d5dce4"
DARK, MIDDLE, LIGHT = "#1f4e79", "#8db1d3", "#ffffff"
WIDTH = 4.2  # inches; on a phone, 1.2 pixels a point
MAX_NAME = 40
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "class report",
    "svg.fonttype": "none",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def scores(histogram: Histogram, *, median: float | None, prefix: str, words: str) -> Markup:
    """Draw how many students have how many points, with the median.

    Args:
        histogram: the counts.
        median: of the scores, in the same unit.
        prefix: sets the figure's ids apart from those of others on the page.
        words: what the figure shows, for those who do not see it.
    """

    def draw(axes: Axes) -> None:
        places = range(len(histogram.counts))
        bars = axes.bar(places, histogram.counts, width=0.92, align="edge", color=DARK, linewidth=0)
        axes.bar_label(bars, labels=[str(count or "") for count in histogram.counts], padding=2)
        last = len(histogram.counts) - 1
        edges = list(range(0, last, 2 if last > 6 else 1))
        axes.set_xticks(
            [*edges, last + 0.46], [*(f"{index * histogram.width:g}" for index in edges), "full\nmarks"]
        )
        axes.set_ylim(0, max(1, *histogram.counts) * 1.4)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        if median is not None:
            _mark_median(axes, histogram, median)

    return _svg(draw, height=2.3, prefix=prefix, words=words)


def _mark_median(axes: Axes, histogram: Histogram, median: float) -> None:
    last = len(histogram.counts) - 1
    place = last + 0.46 if median >= histogram.most else min(median / histogram.width, last)
    left = place > len(histogram.counts) / 2
    axes.plot(place, 0.92, "v", color=INK, markersize=5, transform=axes.get_xaxis_transform())
    axes.annotate(
        f"median {median:.4g}",
        (place, 0.92),
        xycoords=("data", "axes fraction"),
        xytext=(-6 if left else 6, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
    )


def exercises(found: Sequence[Exercise], *, prefix: str, words: str) -> Markup:
    """Draw for each exercise the share of students with all of its points, some, and none."""

    def draw(axes: Axes) -> None:
        for row, one in enumerate(found):
            _bar(axes, row, one)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(found) - 0.3, -0.75)
        axes.set_axis_off()
        kinds = ((DARK, "", "full marks"), (MIDDLE, "", "a part"), (LIGHT, "////", "nothing"))
        handles = [
            Rectangle((0, 0), 1, 1, facecolor=color, hatch=hatch, edgecolor=DARK, linewidth=0.6, label=label)
            for color, hatch, label in kinds
        ]
        axes.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0, 1, 1, 0.1),
            ncols=3,
            frameon=False,
            borderaxespad=0.4,
            borderpad=0,
            handlelength=1.2,
            columnspacing=1.4,
        )

    return _svg(draw, height=0.45 + 0.4 * len(found), prefix=prefix, words=words)


def _bar(axes: Axes, row: int, one: Exercise) -> None:
    axes.text(0, row - 0.3, label(one.name, row), va="bottom", parse_math=False)
    if one.full is None or one.part is None or one.none is None or one.mean is None:
        axes.text(1, row - 0.3, "–", va="bottom", ha="right")  # noqa: RUF001  # a dash, as printed
        return
    axes.text(1, row - 0.3, f"{one.mean:.0%} of its points", va="bottom", ha="right", color=QUIET)
    start = 0.0
    for width, color, hatch in ((one.full, DARK, ""), (one.part, MIDDLE, ""), (one.none, LIGHT, "////")):
        if width:
            axes.barh(row, width, 0.36, left=start, color=color, hatch=hatch, edgecolor=DARK, linewidth=0.6)
        start += width


def label(name: str, index: int) -> str:
    """Return an exercise's name if it can be drawn in any font, else its number."""
    return name if name.isascii() and name.isidentifier() and len(name) <= MAX_NAME else f"no. {index + 1}"


def _svg(draw: Callable[[Axes], None], *, height: float, prefix: str, words: str) -> Markup:
    """Return a figure as an `svg` element as wide as it may be, with ids of its own."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.01, h_pad=0.02))
        FigureCanvasSVG(figure)
        draw(figure.add_subplot())
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata=NO_METADATA)
    source = file.getvalue()
    body = source[source.index("<svg") :]
    view = re.search(r'viewBox="([^"]*)"', body)
    inside = body[body.index(">") + 1 :]
    inside = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{prefix}-", inside)
    head = Markup('<svg role="img" aria-label="{}" viewBox="{}" xmlns:xlink="{}">').format(
        words, view[1] if view else "", "http://www.w3.org/1999/xlink"
    )
    return head + Markup(inside)  # matplotlib's own, which escapes the texts it draws
