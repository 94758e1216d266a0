"""A score of LTI's Assignment and Grade Services: what a tool posts to `{lineitem}/scores`.

Source: 1EdTech, "LTI Assignment and Grade Services 2.0", section 3.4. The student's name stands as
`userId`; a platform knows its own, so name submissions by it. A score that is not `FullyGraded` is
not used by the platform.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from autograder.model import Report, Status
from autograder.reports.text import comment
from autograder.text import cut, one_line

MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"
MAX_COMMENT = 16_000


def encode(report: Report, graded_at: datetime) -> dict[str, Any]:
    """Return a score as plain data.

    Args:
        report: the report.
        graded_at: when it was made, with a time zone; platforms keep the latest score.
    """
    seen = report.for_student()
    graded = seen.outcome is Status.graded
    return {
        "userId": one_line(seen.student),
        **({"scoreGiven": seen.score, "scoreMaximum": seen.max_score} if graded else {}),
        "comment": cut(comment(seen), MAX_COMMENT),
        "timestamp": graded_at.isoformat(timespec="milliseconds"),
        "activityProgress": "Completed" if graded else "Submitted",
        "gradingProgress": "FullyGraded" if graded else "Failed",
    }
