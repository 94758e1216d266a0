"""Reports as HTML. Autoescape is on, there is no script, and pages forbid remote content."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.model import ExerciseReport, Report
from autograder.reports.text import hint, number, points
from autograder.text import few, visible

_environment = Environment(
    loader=PackageLoader("autograder.reports"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(few=few, hint=hint, number=number, points=points, visible=visible)


def page(report: Report) -> str:
    """Return the student's view of a report as a page of its own."""
    return _environment.get_template("page.html.j2").render(report=report.for_student())


def exercise(result: ExerciseReport) -> str:
    """Return one exercise as a fragment, for a notebook's output."""
    return _environment.get_template("exercise.html.j2").render(exercise=result)


def check(name: str, results: Sequence[object]) -> str:
    """Return the results of public tests as a fragment, for a notebook's output."""
    passed = sum(bool(getattr(result, "passed", False)) for result in results)
    return _environment.get_template("check.html.j2").render(exercise=name, results=results, passed=passed)
