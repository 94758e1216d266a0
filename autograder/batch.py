"""Grade a list of found files into a folder of reports, with progress, keeping what is done on Ctrl-C.

This process is the only one that writes. What it finds unchanged since the last run (reuse.py) is not
graded again; the rest is graded here, or handed to workers (runners/).
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import grading, model, reading, replays, reuse, seeds
from autograder.assignment import Assignment
from autograder.errors import OurError
from autograder.intake import Found, Unreadable
from autograder.model import Report
from autograder.reports import html, junit, summary
from autograder.reuse import Basis, Plan
from autograder.runners import jobs
from autograder.runners.workforce import ALONE, Workforce
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, Submission
from autograder.text import spelled

MAX_NAME_BYTES = 200  # of a folder; file systems allow 255
OnKept = Callable[[Report, tuple[Cell, ...] | None], None]  # a report, and the cells if they were read now
SECRET_FILE = ".secret"  # beside the hidden tests, readable by its owner alone, never committed


@dataclass
class Batch:
    """The reports of a run, in the order of the files, and why each was graded again, or was not."""

    basis: Basis
    reports: list[Report] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)  # by student, in the same order
    unchanged: int = 0
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
    by: Workforce = ALONE,
    force: bool = False,
    on_kept: OnKept | None = None,
) -> Batch:
    """Grade files, but for those whose reports from an earlier run still hold.

    Args:
        assignment: what they are submissions of.
        found: the files.
        out: where `STUDENT/report.json`, `STUDENT/feedback.html` and `summary.csv` go; each
            report is written as soon as it is done, whole or not at all.
        console: where progress is shown.
        junit_file: where the student's view of all reports goes as JUnit XML, if anywhere.
        hints: the tier of hints that students may see.
        size: whether the large tests are run as well.
        by: who grades.
        force: grade everything, whatever has been graded before.
        on_kept: gets each report once it stands in `out`, those of earlier runs as well.

    Raises:
        CourseError, OurError: no submission could be graded.
        UnknownError: there is no cluster at that address.
    """
    out.mkdir(parents=True, exist_ok=True)
    if junit_file is not None:
        junit.write([], junit_file)  # now, so that no student's folder is in the way later
    basis = reuse.basis(assignment, secret=secret_of(assignment), size=size, on_gpus=by.on_gpus)
    with progress_on(console) as progress, stopped_by_sigterm():
        task = progress.add_task("starting", total=len(found))

        def kept(report: Report, cells: tuple[Cell, ...] | None) -> None:
            progress.update(task, advance=1, description="grading")
            if on_kept is not None:
                on_kept(report, cells)

        run = _Run(basis, out, hints, kept)
        interrupted = False
        try:
            left = run.unfinished(found, force=force)
            if left:
                with Sandbox() as sandbox:
                    run.grade(left, sandbox, by.grade(basis, sandbox))
        except KeyboardInterrupt:
            interrupted = True
    done = [one.student for one in found if one.student in run.reports]
    batch = Batch(
        basis,
        reports=[run.reports[student] for student in done],
        why={student: run.why[student] for student in done},
        unchanged=run.unchanged,
        interrupted=interrupted,
    )
    summary.write(batch.reports, out / "summary.csv")
    if junit_file is not None:
        junit.write(batch.reports, junit_file)
    return batch


def report_on(found: Found, basis: Basis, *, out: Path, sandbox: Sandbox, hints: model.Tier) -> Report:
    """Return the report on one file: that in `out` if it still holds, else one made and written there now.

    Raises:
        CourseError, OurError: it could not be graded.
    """
    out.mkdir(parents=True, exist_ok=True)
    run = _Run(basis, out, hints, lambda *_: None)
    if left := run.unfinished([found], force=False):
        run.grade(left, sandbox, ALONE.grade(basis, sandbox))
    if found.student not in run.reports:
        raise OurError(f"no report on {found.student}: the grading run was cut short")
    return run.reports[found.student]


class _Run:
    """One run: what is left to do, and the one writer of what is done."""

    def __init__(self, basis: Basis, out: Path, hints: model.Tier, on_kept: OnKept) -> None:
        self.reports: dict[str, Report] = {}
        self.why: dict[str, str] = {}
        self.unchanged = 0
        self._basis, self._out, self._hints, self._on_kept = basis, out, hints, on_kept

    def unfinished(self, found: Sequence[Found], *, force: bool) -> list[tuple[Found, Plan]]:
        """Keep what is unchanged or no file at all; return the rest, and what is to be done about it."""
        left = []
        for one in found:
            plan = reuse.plan(_place(self._out, one.student), one, self._basis, force=force)
            self.why[one.student] = plan.why
            if plan.old is not None and plan.nothing:
                self._renew(one, plan.old, plan.digest)
            elif one.fault:
                nothing = Unreadable(one.student, one.fault)
                self._keep(one, grading.unreadable(self._basis.assignment, nothing), "")
            else:
                left.append((one, plan))
        return left

    def grade(self, left: Sequence[tuple[Found, Plan]], sandbox: Sandbox, grade: jobs.Grade) -> None:
        """Grade what is left; files are read when a worker is free."""
        assignment = self._basis.assignment
        sent: dict[int, tuple[Found, Plan, tuple[Cell, ...]]] = {}
        numbers = itertools.count()

        def unfinished() -> Iterator[jobs.Job]:
            take_apart = reading.behind_the_wall(sandbox)
            files = (found for found, _ in left)
            for (found, plan), read in zip(left, reading.submissions(files, take_apart), strict=True):
                if isinstance(read, Unreadable):
                    self._keep(found, grading.unreadable(assignment, read), plan.digest)
                else:
                    sent[next(numbers)] = found, plan, read.cells
                    yield _job(read, plan)

        def on_report(number: int, report: Report) -> None:
            found, plan, cells = sent.pop(number)
            if plan.old is not None:
                report = reuse.merged(plan.old, report)
            self._keep(found, report, report.digest, cells)

        grade(unfinished(), on_report)

    def _keep(self, found: Found, report: Report, digest: str, cells: tuple[Cell, ...] | None = None) -> None:
        """Write a report that has just been made, and then what it follows from."""
        folder = _folder(self._out, found.student)
        (folder / reuse.FILE).unlink(missing_ok=True)
        model.dump(msgspec.structs.replace(report, hints=self._hints), folder / reuse.REPORT)
        if digest and not report.our_fault:
            reuse.record(folder, found, digest, self._basis)
        self._done(found, model.load(folder / reuse.REPORT), cells)  # as found later: its texts are bounded

    def _renew(self, found: Found, old: Report, digest: str) -> None:
        """Keep an old report, with today's hints, and commands for where the files are today."""
        now = replays.moved(old, found.path.resolve(), Path(os.path.abspath(self._basis.assignment.hidden())))
        now = msgspec.structs.replace(now, hints=self._hints)
        self.unchanged += 1
        if now != old:
            self._keep(found, now, digest)
        else:
            self._done(found, now)

    def _done(self, found: Found, report: Report, cells: tuple[Cell, ...] | None = None) -> None:
        """Write the student's page, unless it stands there already."""
        page, file = html.page(report).encode(), _folder(self._out, found.student) / "feedback.html"
        if not (file.is_file() and file.read_bytes() == page):
            model.write_whole(file, page)
        self.reports[found.student] = report
        self._on_kept(report, cells)


def _job(read: Submission, plan: Plan) -> jobs.Job:
    """Return what a worker is sent: content, and of our own side only what to look at."""
    chosen = None if plan.exercises is None else sorted(plan.exercises)
    return jobs.Job(
        student=read.student, digest=read.digest, cells=read.cells, path=str(read.path), exercises=chosen
    )


def _folder(out: Path, student: str) -> Path:
    """Make the folder of a student's reports."""
    folder = _place(out, student)
    folder.mkdir(exist_ok=True)
    return folder


def _place(out: Path, student: str) -> Path:
    """Return the folder of a student's reports, inside `out` whatever the name.

    A digest sets apart the name that is too long for a folder, and that of a file already there.
    """
    name = re.sub(r"^\.|/", "_", spelled(student)) or "_"
    raw = name.encode()
    if len(raw) > MAX_NAME_BYTES or (out / name).is_file():
        name = f"{raw[:MAX_NAME_BYTES].decode('utf-8', 'ignore')}~{hashlib.sha256(raw).hexdigest()[:12]}"
    return out / name


def progress_on(console: Console) -> Progress:
    """Return a bar that shows how many of a class are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, by which clusters and CI systems end a job, do what Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
