"""Grade a list of found files into a folder of reports, with progress, keeping what is done on Ctrl-C."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import grading, model, reading, seeds
from autograder.assignment import Assignment
from autograder.intake import Found
from autograder.reports import html, junit, summary
from autograder.sandbox.host import Sandbox
from autograder.text import spelled

MAX_NAME_BYTES = 200  # of a folder; file systems allow 255
SECRET_FILE = ".secret"  # beside the hidden tests, readable by its owner alone, never committed


@dataclass
class Batch:
    """The reports of a run, in the order they were made."""

    reports: list[model.Report] = field(default_factory=list)
    interrupted: bool = False


def secret_of(assignment: Assignment) -> bytes:
    """Return the secret of the course an assignment belongs to."""
    return seeds.course_secret(assignment.hidden().parent.parent / SECRET_FILE)


def grade(
    assignment: Assignment,
    found: Sequence[Found],
    *,
    out: Path,
    console: Console,
    junit_file: Path | None = None,
    hints: model.Tier = 2,
    size: model.Size = "cpu",
) -> Batch:
    """Grade files one after the other.

    Args:
        assignment: what they are submissions of.
        found: the files.
        out: where `STUDENT/report.json`, `STUDENT/feedback.html` and `summary.csv` go; each
            report is written as soon as it is done, whole or not at all.
        console: where progress is shown.
        junit_file: where the student's view of all reports goes as JUnit XML, if anywhere.
        hints: the tier of hints that students may see.
        size: whether the large tests are run as well.

    Raises:
        CourseError, OurError: no submission could be graded.
    """
    out.mkdir(parents=True, exist_ok=True)
    if junit_file is not None:
        junit.write([], junit_file)  # now, so that no student's folder is in the way later
    batch = Batch()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=len(found))

        def keep(report: model.Report) -> None:
            batch.reports.append(report)
            folder = _folder(out, report.student)
            model.dump(report, folder / "report.json")
            (folder / "feedback.html").write_text(html.page(report), encoding="utf-8")
            progress.update(task, advance=1, description="grading")

        try:
            with Sandbox() as sandbox:
                grading.grade(
                    assignment,
                    reading.submissions(found, reading.behind_the_wall(sandbox)),
                    sandbox=sandbox,
                    secret=secret_of(assignment),
                    on_report=keep,
                    hints=hints,
                    size=size,
                )
        except KeyboardInterrupt:
            batch.interrupted = True
    summary.write(batch.reports, out / "summary.csv")
    if junit_file is not None:
        junit.write(batch.reports, junit_file)
    return batch


def _folder(out: Path, student: str) -> Path:
    """Make the folder of a student's reports, inside `out` whatever the name.

    A digest sets apart the name that is too long for a folder, and that of a file already there.
    """
    name = re.sub(r"^\.|/", "_", spelled(student)) or "_"
    raw = name.encode()
    if len(raw) > MAX_NAME_BYTES or (out / name).is_file():
        name = f"{raw[:MAX_NAME_BYTES].decode('utf-8', 'ignore')}~{hashlib.sha256(raw).hexdigest()[:12]}"
    folder = out / name
    folder.mkdir(exist_ok=True)
    return folder
