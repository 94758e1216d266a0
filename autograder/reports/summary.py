"""One row a student: summary.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.model import Report
from autograder.reports.text import number
from autograder.text import one_line

# A spreadsheet takes a cell for a formula by its first character, some past spaces and quotes, or in
# its wide form; and where the semicolon separates cells, a cell begins after each.
FORMULA = re.compile(r"(^|;)(?=[\s\"]*[=+\-@＝＋－＠])")  # noqa: RUF001  # spreadsheets take the wide ones too


def write(reports: Sequence[Report], path: Path) -> None:
    """Write student, outcome, score, maximum, a column for each exercise, and the reason if not graded."""
    names = list(dict.fromkeys(exercise.name for report in reports for exercise in report.exercises))
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["student", "outcome", "score", "max_score", *names, "reason"])
        for report in sorted(reports, key=lambda report: report.student):
            scores = {exercise.name: number(exercise.score) for exercise in report.exercises}
            table.writerow(
                [
                    _inert(report.student),
                    report.outcome.value,
                    "" if report.score is None else number(report.score),
                    number(report.max_score),
                    *(scores.get(name, "") for name in names),
                    _inert(report.reason),
                ]
            )
    partial.replace(path)


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a student's text for a formula, or for two cells."""
    return FORMULA.sub(r"\1'", one_line(text))
