"""A table for Moodle's grade import: one row a student.

Moodle asks at the import which column is what: map the first to e-mail address or ID number. Import
the grades together with the feedback; without the grades Moodle wipes them. What was not graded has
an empty cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.model import Report
from autograder.reports.summary import in_order, points, write_rows
from autograder.reports.text import comment


def write(reports: Sequence[Report], path: Path, *, column: str) -> None:
    """Write student, grade under the name of the grade item, and feedback."""
    rows = [
        [seen.student, points(seen.score), " ".join(comment(seen).split())]
        for seen in (report.for_student() for report in in_order(reports))
    ]
    write_rows([["Student", column, f"{column} feedback"], *rows], path)
