"""Gradescope's results.json: the student's view of one report.

Source: Gradescope's autograder documentation, "Output Format". Names and outputs are declared as
text, which Gradescope escapes. Without `score` and `tests` Gradescope shows a failed autograder and
gives no points: that is what becomes of a submission that was not graded.
"""

from __future__ import annotations

from typing import Any

from autograder.model import ExerciseReport, Report, Status, TestReport
from autograder.reports.text import remarks
from autograder.text import few, one_line

MAX_MESSAGE = 1000
SETTINGS = {
    "output_format": "text",
    "test_output_format": "text",
    "test_name_format": "text",
    "visibility": "visible",
    "stdout_visibility": "hidden",
}


def encode(report: Report) -> dict[str, Any]:
    """Return results.json as plain data; points are those of the assignment."""
    seen = report.for_student()
    about = {"assignment": seen.assignment, "version": seen.version, "outcome": seen.outcome.value}
    if seen.outcome is Status.not_graded:
        return {**failed(one_line(seen.reason, MAX_MESSAGE)), "extra_data": about}
    tests = [
        _test(f"{place}.{number}", exercise, test)
        for place, exercise in enumerate(seen.exercises, start=1)
        for number, test in enumerate(exercise.tests, start=1)
    ]
    notes = "\n".join(one_line(note, MAX_MESSAGE) for note in few(seen.notes))
    return {**SETTINGS, "extra_data": about, "score": seen.score, "output": notes, "tests": tests}


def failed(why: str) -> dict[str, Any]:
    """Return results.json of a submission that was not graded: no score, and why."""
    return {**SETTINGS, "output": f"Not graded: {why}"}


def _test(number: str, exercise: ExerciseReport, test: TestReport) -> dict[str, Any]:
    """Return one test. A large one that was not run has no score and no status: it says nothing."""
    shown: dict[str, Any] = {
        "name": f"{exercise.name}: {one_line(test.fact)}",
        "number": number,
        "output": remarks(test, exercise.diagnosis, MAX_MESSAGE),
        "visibility": "visible",
    }
    if test.skipped:
        return shown
    status = "failed" if test.lost else "passed"
    return {**shown, "score": test.score, "max_score": test.max_score, "status": status}
