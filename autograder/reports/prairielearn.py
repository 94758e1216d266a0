"""PrairieLearn's results.json of an external grader: the student's view of one report.

Source: PrairieLearn's documentation, "External grading". `gradable: false` costs no attempt and
gives no score. A file of more than 1 MB is refused whole, so remarks are left out where they do not fit.
"""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.model import ExerciseReport, Report, Status, TestReport
from autograder.reports.text import remarks
from autograder.text import few, one_line

MAX_MESSAGE = 1000
MAX_BYTES = 1_000_000
ROOM = 2  # the file is indented and escaped: at most twice what it says
FULL = "There is more to say than has room here: your instructor sees it."


def encode(report: Report) -> dict[str, Any]:
    """Return results.json as plain data; `score` is the share of the points, between 0 and 1."""
    seen = report.for_student()
    if seen.outcome is Status.not_graded:
        reason = one_line(seen.reason, MAX_MESSAGE)
        return {"gradable": False, "format_errors": [reason], "message": f"Not graded: {reason}"}
    result: dict[str, Any] = {
        "gradable": True,
        "score": (seen.score or 0.0) / seen.max_score if seen.max_score else 0.0,
        "message": "\n".join(one_line(note, MAX_MESSAGE) for note in few(seen.notes)),
        "tests": [_test(exercise, test) for exercise in seen.exercises for test in exercise.tests],
    }
    if ROOM * len(msgspec.json.encode(result)) <= MAX_BYTES:
        return result
    return {**result, "message": FULL, "tests": [{**test, "message": ""} for test in result["tests"]]}


def _test(exercise: ExerciseReport, test: TestReport) -> dict[str, Any]:
    return {
        "name": f"{exercise.name}: {one_line(test.fact)}",
        "points": test.score,
        "max_points": test.max_score,
        "message": remarks(test, exercise.diagnosis, MAX_MESSAGE),
    }
