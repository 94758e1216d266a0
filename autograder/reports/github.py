"""What GitHub Actions takes from a step: commands on standard output, and a summary in Markdown.

Both are the student's view: whoever may see the repository may read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from autograder.model import ExerciseReport, Report, Status
from autograder.reports.text import number
from autograder.text import one_line, visible

MAX_ANNOTATIONS = 10  # GitHub shows no more of a kind for a step
MAX_SUMMARY_BYTES = 1 << 20  # a larger summary is refused whole
RESERVED_BYTES = 1 << 10  # for the end of the table
MAX_MESSAGE, MAX_NAME = 500, 100


def is_here(environment: Mapping[str, str]) -> bool:
    """Tell whether this is a step of a workflow."""
    return environment.get("GITHUB_ACTIONS") == "true"


def problems(reports: Sequence[Report]) -> list[str]:
    """Return a command for each submission that was not graded, our faults first, ten at most."""
    odd = sorted(
        (report.for_student() for report in reports if report.outcome is Status.not_graded),
        key=lambda report: not report.our_fault,
    )
    return [
        command("error" if report.our_fault else "warning", report.reason, title=report.student)
        for report in odd[:MAX_ANNOTATIONS]
    ]


def command(kind: Literal["error", "warning"], message: str, *, title: str) -> str:
    """Return a workflow command on one line."""
    name = _data(visible(title, MAX_NAME)).replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={name}::{_data(visible(message, MAX_MESSAGE))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def append_summary(reports: Sequence[Report], path: Path) -> None:
    """Add the table of a run to the summary of a step, as far as it has room."""
    room = MAX_SUMMARY_BYTES - (path.stat().st_size if path.exists() else 0)
    with path.open("a", encoding="utf-8") as file:
        file.write(summary(reports, room))


def summary(reports: Sequence[Report], room: int = MAX_SUMMARY_BYTES) -> str:
    """Return a table of submissions and exercises of at most `room` bytes; rows left out are counted.

    It is an HTML table: Markdown has no way to write every text into a cell.
    """
    names = list(dict.fromkeys(exercise.name for report in reports for exercise in report.exercises))
    graded = sum(report.outcome is Status.graded for report in reports)
    head = "".join(f"<th>{_inert(name)}</th>" for name in ("student", *names, "score"))
    text = f"\n\n{graded} of {len(reports)} graded\n\n<table>\n<tr>{head}</tr>\n"
    rows = [_row(report.for_student(), names) for report in sorted(reports, key=lambda one: one.student)]
    room -= len(text.encode()) + RESERVED_BYTES
    if room < 0:
        return ""
    for done, row in enumerate(rows):
        room -= len(row.encode())
        if room < 0:
            return f"{text}</table>\n\n{len(rows) - done:,} more are left out: see summary.csv\n"
        text += row
    return f"{text}</table>\n"


def _row(report: Report, names: Sequence[str]) -> str:
    name = f"<td>{_inert(report.student, MAX_NAME)}</td>"
    if report.outcome is Status.not_graded:
        reason = _inert(report.reason, MAX_MESSAGE)
        return f'<tr>{name}<td colspan="{len(names) + 1}">not graded: {reason}</td></tr>\n'
    by_name = {exercise.name: exercise for exercise in report.exercises}
    cells = "".join(f"<td>{_score(by_name.get(one))}</td>" for one in names)
    return f"<tr>{name}{cells}<td>{number(report.score)} / {number(report.max_score)}</td></tr>\n"


def _score(exercise: ExerciseReport | None) -> str:
    return "" if exercise is None else f"{number(exercise.score)} / {number(exercise.max_score)}"


def _inert(text: str, limit: int = MAX_NAME) -> str:
    """Return a text as code, in which GitHub looks for no mention, with all but words as entities."""
    shown = (char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in one_line(text, limit))
    return f"<code>{''.join(shown)}</code>"
