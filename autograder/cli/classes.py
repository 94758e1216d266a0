"""What `grade` is given, paths or an nbgrader course: files to grade, and where their reports go."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
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
    found = intake.find(paths, slug=slug, notebook=chosen.notebook_name, copies=out / ".submitted")
    return Class(chosen, found, ", ".join(map(str, paths)), out, hints or 2)


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


def record(course: Course, done: Batch, *, force: bool) -> ExitCode:
    """Write the reports of a run into a course's gradebook, and say how that went."""
    slug = course.assignment.slug
    try:
        recorded = course.record(done, force=force, console=errors)
    except KeyboardInterrupt:
        complain("interrupted while scores were written: the same command goes on from there")
        return ExitCode.INTERRUPTED
    for student, error in recorded.faults.items():
        cure = f"`nbgrader autograde {slug} --student {shlex.quote(student)}` shows where"
        complain(f"{student}: not in the gradebook: {_chain(error)}; {cure}")
    unchanged = f" ({recorded.unchanged} stood there already)" if recorded.unchanged else ""
    say(f"{recorded.written + recorded.unchanged} of {len(done.reports)} in {course.gradebook}{unchanged}")
    return ExitCode.OUR_FAILURE if recorded.faults else ExitCode.OK


def _chain(error: BaseException) -> str:
    """Return what an error says, and those that it came of: the last one may tell little."""
    said = f"{type(error).__name__}: {error}"
    return f"{said}, after {_chain(error.__context__)}" if error.__context__ else said
