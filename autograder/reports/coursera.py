"""Coursera's feedback.json: the student's view of one report.

Source: Coursera's documentation of custom graders. The format has no word for "not graded": without
`fractionalScore` the platform reports a failure of the grader, which is what it then is.
"""

from __future__ import annotations

from typing import Any

from autograder.model import Report, Status
from autograder.reports.text import comment
from autograder.text import cut

MAX_FEEDBACK = 16_000


def encode(report: Report) -> dict[str, Any]:
    """Return feedback.json as plain data; `fractionalScore` is the share of the points, between 0 and 1."""
    seen = report.for_student()
    feedback = {"feedback": cut(comment(seen), MAX_FEEDBACK)}
    if seen.outcome is Status.not_graded:
        return feedback
    return {"fractionalScore": (seen.score or 0.0) / seen.max_score if seen.max_score else 0.0, **feedback}
