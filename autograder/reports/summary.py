"""One row a student: summary.csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
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
    head = ["student", "outcome", "score", "max_score", *names, "reason"]
    write_rows([head, *(_row(report, names) for report in in_order(reports))], path)


def in_order(reports: Iterable[Report]) -> list[Report]:
    """Return reports by student."""
    return sorted(reports, key=lambda report: report.student)


def _row(report: Report, names: Sequence[str]) -> list[str]:
    scores = {exercise.name: number(exercise.score) for exercise in report.exercises}
    return [
        report.student,
        report.outcome.value,
        points(report.score),
        points(report.max_score),
        *(scores.get(name, "") for name in names),
        report.reason,
    ]


def points(score: float | None) -> str:
    """Return a score as a cell: empty, and never 0, where there is none."""
    return "" if score is None else number(score)


def write_rows(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write a table of texts, each of which a spreadsheet takes for a text, whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([_inert(cell) for cell in row] for row in rows)
    partial.replace(path)


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a student's text for a formula, or for two cells."""
    return FORMULA.sub(r"\1'", one_line(text))
