"""Finished reports become another system's files.

A system that takes one submission at a time gets a file each; one that takes a class gets one file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from autograder import model
from autograder.errors import UnknownError
from autograder.model import Report, Status
from autograder.reports import canvas, coursera, gradescope, junit, lti, moodle, prairielearn, summary
from autograder.reports.text import number

EACH: dict[str, tuple[str, Callable[[Report, datetime], dict[str, Any]]]] = {
    "gradescope": ("results.json", lambda report, _: gradescope.encode(report)),
    "prairielearn": ("results.json", lambda report, _: prairielearn.encode(report)),
    "coursera": ("feedback.json", lambda report, _: coursera.encode(report)),
    "lti": ("score.json", lti.encode),
}
CLASS = ("canvas", "moodle", "csv", "junit")


@dataclass(frozen=True)
class Finished:
    """A report as it lies in a folder; `folder` is empty where the folder given was the report's own."""

    folder: str
    report: Report
    graded_at: datetime


def settled(report: Report) -> Report:
    """Return a report as another system may have it: that knows one maximum, so a part is no score.

    Where tests could not be run, it is not graded, until it is on a machine that has what they need.
    """
    if not report.points_not_run:
        return report
    points = number(report.points_not_run)
    return msgspec.structs.replace(
        report,
        outcome=Status.not_graded,
        reason=f"{points} of its points could not be tested on the machine that graded it (a GPU part)",
        score=None,
        max_score=report.max_score + report.points_not_run,
        exercises=[],
    )


def find(folder: Path) -> list[Finished]:
    """Read `folder/report.json`, or all of `folder/STUDENT/report.json`.

    Raises:
        UnknownError: a file is no report.
    """
    own = folder / "report.json"
    return [
        _read(path, folder) for path in ([own] if own.is_file() else sorted(folder.glob("*/report.json")))
    ]


def _read(path: Path, folder: Path) -> Finished:
    try:
        report = model.load(path)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnknownError(f"{path}: expected a report: {error}") from error
    name = "" if path.parent == folder else path.parent.name
    return Finished(name, report, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def write_each(found: Sequence[Finished], form: str, out: Path) -> list[Path]:
    """Write `out/STUDENT/FILE` for each report; a report found in its own folder goes to `out` itself.

    Returns:
        The files written.
    """
    name, encode = EACH[form]
    written = []
    for one in found:
        path = out / one.folder / name if one.folder else out
        path.parent.mkdir(parents=True, exist_ok=True)
        model.write_json(encode(settled(one.report), one.graded_at), path)
        written.append(path)
    return written


def write_class(
    found: Sequence[Finished], form: str, out: Path, *, column: str | None = None, roster: Path | None = None
) -> list[str]:
    """Write one file about all; return the students who are not in a roster.

    Raises:
        UnknownError: a gradebook's column would hold more than one assignment.
    """
    reports = [one.report for one in found]
    if form == "csv":
        summary.write(reports, out)
    elif form == "junit":
        junit.write(reports, out)
    else:
        slugs = sorted({report.assignment for report in reports})
        if len(slugs) > 1:
            raise UnknownError(f"expected reports of one assignment, received {', '.join(slugs)}")
        reports = [settled(report) for report in reports]
        if form == "canvas":
            return canvas.write(reports, out, column=column or slugs[0], roster=roster)
        moodle.write(reports, out, column=column or slugs[0])
    return []
