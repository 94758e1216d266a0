"""A table for Canvas's gradebook: its five leading columns, and one assignment.

With a gradebook exported from Canvas as roster, its rows are filled in, which is what Canvas matches
best; without one a student's name goes for the SIS login. Columns that are not in the file stay as they
are in Canvas; a column of a new name becomes a new assignment. What was not graded has an empty cell.

Source: Instructure's guides, "How do I import grades in the Gradebook?".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from autograder.errors import UnknownError
from autograder.model import Report
from autograder.reports.summary import in_order, points, write_rows

LEADING = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
NAMES = ("SIS Login ID", "SIS User ID", "ID")  # one of them holds our students' names


def write(reports: Sequence[Report], path: Path, *, column: str, roster: Path | None = None) -> list[str]:
    """Write the scores of a class.

    Args:
        reports: of one assignment.
        path: the file.
        column: the assignment's name in Canvas.
        roster: a gradebook exported from Canvas.

    Returns:
        The students who are not in the roster, and so not in the file.

    Raises:
        UnknownError: the roster is no gradebook of Canvas's.
    """
    possible = next((points(report.max_score) for report in reports), "")
    scores = {report.student: points(report.score) for report in in_order(reports)}
    if roster is None:
        rows, missing = [[name, "", "", name, "", score] for name, score in scores.items()], []
    else:
        column, known = _read(roster, column, scores)
        rows = [[*row, scores[name]] for name, row in known.items() if name in scores]
        missing = sorted(scores.keys() - known.keys())
    head = [[*LEADING, column], ["    Points Possible", "", "", "", "", possible]]
    write_rows([*head, *rows], path)
    return missing


def _read(roster: Path, column: str, students: Collection[str]) -> tuple[str, dict[str, list[str]]]:
    """Return the column's full name, and the leading cells of each row by its student's name."""
    with roster.open(newline="", encoding="utf-8-sig") as file:
        try:
            table = csv.DictReader(file, strict=True)
            head, lines = [*(table.fieldnames or ())], [*table]
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnknownError(
                f"{roster.name}: expected a gradebook exported from Canvas: {error}"
            ) from error
    if lacking := [name for name in LEADING if name not in head and name not in NAMES]:
        raise UnknownError(
            f"{roster.name}: expected the columns {', '.join(LEADING)}; there is no {lacking[0]}"
        )
    numbered = re.compile(rf"{re.escape(column)} \(\d+\)")  # Canvas adds an assignment's number
    full = next((name for name in head if numbered.fullmatch(name)), column)
    key = max(NAMES, key=lambda name: sum(line.get(name) in students for line in lines))
    return full, {line.get(key) or "": [line.get(name) or "" for name in LEADING] for line in lines}
