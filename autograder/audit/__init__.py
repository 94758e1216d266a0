"""The course proves itself: every known answer against every hidden test, and the folders around them.

matrix.py      who was caught by which test: made once, by real grading in the sandbox
judgement.py   what does not hold in a matrix
folders.py     what does not hold in the files: signatures, hints, figures, strays, a stale release
rendering.py   the same audit as text, JSON, HTML, Markdown
mutation.py    machine mutants of a reference; outline.py, changes.py and operators/ make them
equivalents.py the mutants that are recorded as equal to the reference, with reasons
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import assignment as assignments
from autograder.audit import folders, judgement, matrix
from autograder.audit.judgement import Finding
from autograder.audit.matrix import Matrix
from autograder.errors import CourseError
from autograder.sandbox.host import Sandbox


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment's audit. `matrix` is None where its tests could not be run at all."""

    assignment: str
    findings: list[Finding]
    matrix: Matrix | None


def run(root: Path, slugs: Sequence[str], *, console: Console) -> list[Audit]:
    """Audit assignments, one after the other.

    Args:
        root: the course's folder.
        slugs: which of its assignments.
        console: where progress is shown.

    Raises:
        UnknownError: there is no assignment of that name.
        OurError: the sandbox cannot be built.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Sandbox() as sandbox, Progress(*columns, console=console, transient=True) as progress:
        done = []
        for slug in slugs:
            task = progress.add_task(slug, total=None)

            def show(row: int, rows: int, task: object = task) -> None:
                progress.update(task, completed=row, total=rows)  # type: ignore[arg-type]  # a TaskID

            done.append(one(root, slug, sandbox=sandbox, show=show))
        return done


def one(root: Path, slug: str, *, sandbox: Sandbox, show: Callable[[int, int], None]) -> Audit:
    """Audit one assignment. What is too broken to be looked at is a finding as well.

    Args:
        root: the course's folder.
        slug: which assignment.
        sandbox: where solutions run.
        show: is told how many solutions are done, of how many.

    Raises:
        UnknownError: there is no assignment of that name.
    """
    findings: list[Finding] = []
    made = None
    try:
        chosen = assignments.load(root, slug)
        for check in folders.CHECKS:
            try:
                findings += check(chosen, root)
            except CourseError as error:
                findings.append(Finding("course", slug, str(error)))
        made = matrix.make(chosen, sandbox=sandbox, show=show)
        findings += judgement.judge(made)
    except CourseError as error:
        findings.append(Finding("course", slug, str(error)))
    return Audit(assignment=slug, findings=list(dict.fromkeys(findings)), matrix=made)
