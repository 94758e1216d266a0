"""The class report as one HTML page: no script, nothing remote, every text escaped and made visible."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.classreport import attention, measures, plots
from autograder.classreport.finding import Damaged
from autograder.classreport.survey import Survey
from autograder.model import Outcome
from autograder.reports.text import number
from autograder.text import one_line

MAX_ROWS = 200  # of any one table; summary.csv and report.json have the rest
MAX_CHARACTERS, MAX_NAME = 300, 100  # of any one text in it
MAX_BARS = 40  # of the figure of exercises; a table has the rest
UNDEFINED = "–"  # noqa: RUF001  # a dash, as printed
FEW = 20  # below, a correlation says little
OUTCOMES = {
    Outcome.not_implemented: "not implemented",
    Outcome.raised: "raised an exception",
    Outcome.timed_out: "timed out",
    Outcome.died: "its process ended",
    Outcome.not_run: "not run",
}


def write(surveys: Sequence[Survey], damaged: Sequence[Damaged], path: Path) -> None:
    """Write the page, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(page(surveys, damaged), encoding="utf-8")
    partial.replace(path)


def page(surveys: Sequence[Survey], damaged: Sequence[Damaged]) -> str:
    """Return the page about some assignments, one section each, and what could not be read."""
    parts = [_part(survey, f"a{index}") for index, survey in enumerate(surveys, start=1)]
    return _environment.get_template("class.html.j2").render(parts=parts, damaged=damaged)


def _part(survey: Survey, prefix: str) -> dict[str, object]:
    """Return what the template shows of one assignment; `prefix` begins its ids."""
    return {
        "id": prefix,
        "survey": survey,
        "cases": attention.cases(survey),
        "usual": attention.usual_seconds(survey),
        "scores": _scores(survey, prefix),
        "exercises": _exercises(survey, prefix),
        "few": 0 < len(survey.graded) < FEW,
    }


def _scores(survey: Survey, prefix: str) -> Markup | None:
    if not survey.graded:
        return None
    bins = zip(survey.histogram.labels, survey.histogram.counts, strict=True)
    counts = "; ".join(f"{label}: {count}" for label, count in bins)
    words = f"Histogram of {len(survey.graded)} scores in {survey.unit}. {counts}."
    return plots.scores(survey.histogram, median=survey.median, prefix=f"{prefix}-scores", words=words)


def _exercises(survey: Survey, prefix: str) -> Markup | None:
    if not 0 < len(survey.exercises) <= MAX_BARS:
        return None
    words = "Bars: the share of students with full marks, a part, or nothing. "
    words += "; ".join(
        f"{plots.label(one.name, index)}: {percent(one.full)}, {percent(one.part)}, {percent(one.none)}"
        for index, one in enumerate(survey.exercises)
    )
    return plots.exercises(survey.exercises, prefix=f"{prefix}-exercises", words=f"{words}.")


def percent(share: float | None) -> str:
    """Return a share as percent: never 0% or 100% of what is neither."""
    if share is None:
        return UNDEFINED
    nearest = round(100 * share)
    inside = 0 < share < 1
    return "<1%" if inside and nearest < 1 else ">99%" if inside and nearest > 99 else f"{nearest}%"


def decimal(value: float | None) -> str:
    """Return a correlation with two places and a true minus."""
    return UNDEFINED if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")  # noqa: RUF001


def points(value: float | None) -> str:
    """Return a score with one place at most."""
    return UNDEFINED if value is None else number(round(value, 1))


def shown(text: str) -> str:
    """Return any text as one line that acts nowhere, cut with a notice."""
    return one_line(text, MAX_CHARACTERS)


def prose(text: str) -> str:
    """Return an author's sentences as `shown` does, however their lines are broken."""
    return shown(" ".join(text.split()))


def called(name: str) -> str:
    """Return a name, of whomever or whatever, as `shown` does, and shorter."""
    return one_line(name, MAX_NAME)


def counted(count: int, what: str) -> str:
    """Return a number of things, in the plural where there are not one."""
    return f"{count:,} {what if count == 1 else f'{what}s'}"


_environment = Environment(
    loader=PackageLoader("autograder.classreport"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(
    MAX_ROWS=MAX_ROWS,
    OUTCOMES=OUTCOMES,
    UNDEFINED=UNDEFINED,
    DEVIATIONS=measures.DEVIATIONS,
    called=called,
    counted=counted,
    decimal=decimal,
    duration=attention.duration,
    label=plots.label,
    percent=percent,
    points=points,
    prose=prose,
    shown=shown,
)
