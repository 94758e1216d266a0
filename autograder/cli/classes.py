"""What `grade` is given, paths or an nbgrader course: files to grade, and where their reports go."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from autograder import intake
from autograder.assignment import Assignment
from autograder.cli.arguments import load
from autograder.cli.exits import ExitCode
from autograder.cli.printing import complain, errors, say
from autograder.intake import Found
from autograder.model import Tier

if TYPE_CHECKING:
    from autograder.batch import Batch
    from autograder.notebook.clerk import Clerk
    from autograder.notebook.gradebook import Course

USAGE = "expected PATHS and --out, or --course with neither of them"


@dataclass(frozen=True)
class Class:
    """Files of one assignment; `course` is the one whose gradebook gets their scores."""

    assignment: Assignment
    found: list[Found]
    where: str
    out: Path
    hints: Tier
    course: Course | None = None
    passed_over: tuple[str, ...] = ()  # what stands among them and is none


def of_paths(
    slug: str, paths: Sequence[Path], out: Path | None, *, root: Path | None, hints: Tier | None
) -> Class:
    """Find the submissions under some paths.

    Raises:
        FileNotFoundError, UnreadableError, ValueError: as intake.find.
    """
    if not paths or out is None:
        raise typer.BadParameter(USAGE)
    chosen = load(slug, root)
    others: list[str] = []
    found = intake.find(
        paths, slug=slug, notebook=chosen.notebook_name, copies=out / ".submitted", on_other=others.append
    )
    return Class(chosen, found, ", ".join(map(str, paths)), out, hints or 2, passed_over=tuple(others))


def of_course(
    slug: str,
    folder: Path,
    paths: Sequence[Path],
    out: Path | None,
    *,
    root: Path | None,
    hints: Tier | None,
) -> Class:
    """Find the submissions of an nbgrader course.

    Raises:
        ValueError: two folders are of one student.
    """
    if paths or out is not None:
        raise typer.BadParameter(USAGE)
    from autograder.notebook.gradebook import Course  # not above: nbgrader takes seconds to import

    course = Course(folder, slug, root=root, hints=hints)
    return Class(
        course.assignment, course.found(), f"{folder}/submitted", course.reports, course.hints, course
    )


@contextmanager
def clerk(course: Course | None, *, force: bool) -> Iterator[Clerk | None]:
    """Have somebody enter reports into a course's gradebook while others are made."""
    if course is None:
        yield None
        return
    from autograder.notebook.clerk import Clerk

    with Clerk(course, force=force) as one:
        yield one


def finish(clerk: Clerk, course: Course, done: Batch) -> ExitCode:
    """Wait until the reports of a run are in a course's gradebook, and say how that went."""
    slug = course.assignment.slug
    try:
        recorded = clerk.finish(errors)
    except KeyboardInterrupt:
        complain("interrupted while scores were written: the same command goes on from there")
        return ExitCode.INTERRUPTED
    for student, error in recorded.faults.items():
        cure = f"`nbgrader autograde {slug} --student {shlex.quote(student)}` shows where"
        complain(f"{student}: not in the gradebook: {error}; {cure}")
    unchanged = f" ({recorded.unchanged} stood there already)" if recorded.unchanged else ""
    say(f"{recorded.written + recorded.unchanged} of {len(done.reports)} in {course.gradebook}{unchanged}")
    return ExitCode.OUR_FAILURE if recorded.faults else ExitCode.OK
