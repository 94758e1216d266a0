"""The course proves itself: every known answer against every hidden test, and the folders around them.

matrix.py      who was caught by which test, as a table
making.py      how the table is made: by real grading in the sandbox; sheets.py spares it some
judgement.py   what does not hold in a matrix
folders.py     what does not hold in the files: signatures, hints, figures, strays, a stale release
mutation.py    machine mutants of the reference: changes.py, operators/, outline.py, equivalents.py
record.py      what was seen before of exercises that have not changed since
killing.py     which mutants the hidden tests kill; recorded, and run again where something changed
survival.py    what does not hold among the mutants
rendering.py   the same audit as text, JSON, HTML, Markdown
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import assignment as assignments
from autograder.assignment import Assignment
from autograder.audit import folders, judgement, killing, making, record, survival
from autograder.audit.judgement import Finding
from autograder.audit.killing import Killing
from autograder.audit.making import SECRET
from autograder.audit.matrix import Matrix
from autograder.errors import CourseError, UnknownError
from autograder.runners import local
from autograder.runners.jobs import Grade
from autograder.sandbox.host import demand_floor

Which = Literal["none", "changed", "all"]
Answers = Literal["changed", "all"]
Show = Callable[[str, int, int], None]  # what is being done, how much of it is, of how much


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment's audit. `matrix` is None where its tests could not be run at all."""

    assignment: str
    findings: list[Finding]
    matrix: Matrix | None
    mutants: list[Killing] = []
    recorded: list[str] = []  # exercises whose answers were taken from the record


def run(
    root: Path,
    slugs: Sequence[str],
    *,
    console: Console,
    workers: int = 1,
    answers: Answers = "all",
    mutants: Which = "none",
    exercises: Collection[str] | None = None,
) -> list[Audit]:
    """Audit assignments, one after the other.

    Args:
        root: the course's folder.
        slugs: which of its assignments.
        console: where progress is shown.
        workers: how many processes grade side by side.
        answers: which are graded: all, or those of exercises that changed, and some of the others.
        mutants: which of the machine mutants are run; what is recorded counts in any case.
        exercises: those to look at, by default all.

    Raises:
        UnknownError: there is no assignment or exercise of that name.
        OurError: the sandbox cannot be built.
    """
    demand_floor()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        done = []
        for slug in slugs:
            task = progress.add_task(slug, total=None)

            def show(what: str, row: int, rows: int, task: object = task, slug: str = slug) -> None:
                about = f"{slug}: {what}"
                progress.update(task, description=about, completed=row, total=rows)  # type: ignore[arg-type]  # a TaskID

            def grade(of: Assignment) -> Grade:
                return local.in_workers(root, of, secret=SECRET, workers=workers)

            more: dict[str, Any] = {"answers": answers, "mutants": mutants, "exercises": exercises}
            done.append(one(root, slug, grade=grade, show=show, **more))
        return done


def one(
    root: Path,
    slug: str,
    *,
    grade: Callable[[Assignment], Grade],
    show: Show = lambda *_: None,
    answers: Answers = "all",
    mutants: Which = "none",
    exercises: Collection[str] | None = None,
) -> Audit:
    """Audit one assignment. What is too broken to be looked at is a finding as well.

    Args:
        root: the course's folder.
        slug: which assignment.
        grade: how its jobs are graded (runners/).
        show: is told how far it is.
        answers: which are graded: all, or those of exercises that changed, and some of the others.
        mutants: which of the machine mutants are run; what is recorded counts in any case.
        exercises: those to look at, by default all.

    Raises:
        UnknownError: there is no assignment or exercise of that name.
    """
    findings: list[Finding] = []
    made, killed, recorded = None, list[Killing](), dict[str, record.Proof]()
    try:
        chosen = assignments.load(root, slug)
        names = [exercise.name for exercise in chosen.config.exercises]
        if unknown := set(exercises or ()) - set(names):
            raise UnknownError(f"{slug} has no exercise {min(unknown)!r}; it has {', '.join(names)}")
        for check in folders.CHECKS:
            try:
                findings += check(chosen, root)
            except CourseError as error:
                findings.append(Finding("course", slug, str(error)))
        recorded = record.standing(chosen) if answers == "changed" else {}
        made = making.make(
            chosen,
            grade=grade(chosen),
            show=lambda *at: show("answers", *at),
            only=exercises,
            proved=recorded,
        )
        judged = [*judgement.judge(made)]
        if not judged:
            record.write(chosen, made, believed=recorded)
        findings += judged
        if mutants != "none" and not any(row.reason for row in made.rows):
            _run_mutants(chosen, mutants, exercises or names, grade(chosen), show)
        killed = [one for one in killing.read(chosen).values() if one.exercise in (exercises or names)]
        findings += survival.judge(chosen, killed)
    except CourseError as error:
        findings.append(Finding("course", slug, str(error)))
    return Audit(
        assignment=slug,
        findings=list(dict.fromkeys(findings)),
        matrix=made,
        mutants=killed,
        recorded=[*recorded],
    )


def _run_mutants(
    assignment: Assignment, which: Which, exercises: Collection[str], grade: Grade, show: Show
) -> None:
    """Run the mutants of the exercises whose record is not of today's files; keep the others."""
    known = killing.read(assignment)
    wanted = killing.keys(assignment)
    stale = [
        name for name in exercises if which == "all" or name not in known or known[name].key != wanted[name]
    ]
    if stale:
        found = killing.kill(assignment, stale, grade=grade, show=lambda *at: show("mutants", *at))
        killing.write(assignment, [*({**known, **{one.exercise: one for one in found}}.values())])
