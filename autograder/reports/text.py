"""A report as plain lines."""

from __future__ import annotations

from autograder.model import ExerciseReport, Outcome
from autograder.text import one_line


def number(value: float | None) -> str:
    """Return points without a needless fraction."""
    return "-" if value is None else f"{value:g}"


def facts(exercise: ExerciseReport) -> str:
    """Return an exercise as lines of author's text only, for places that render markup."""
    lost = [test.fact for test in exercise.tests if test.outcome is not Outcome.passed]
    head = f"{exercise.name}: {number(exercise.score)} of {number(exercise.max_score)} points."
    return (
        head
        if not lost
        else "\n".join([f"{head} These facts do not hold yet:", "", *(f"- {one}" for one in lost)])
    )


def lines(exercise: ExerciseReport) -> str:
    """Return an exercise as plain lines, the student's own error lines included."""
    rows = [f"{exercise.name}: {number(exercise.score)} of {number(exercise.max_score)} points"]
    for test in exercise.tests:
        mark = "✓" if test.outcome is Outcome.passed else "✗"
        rows.append(f"  {mark} {number(test.score)}/{number(test.max_score)}  {test.fact}")
        if test.message:
            rows.append(f"         {one_line(test.message)}")
    return "\n".join(rows)
