"""Thresholds of outcome tests rest on evidence: every known answer, trained on many seeds.

subjects.py    what is measured: outcome tests, the answers they judge, digests of their code
measuring.py   trains them behind the wall, one seed after the other, and can go on where it stopped
evidence.py    calibration.json: the values, and what speaks against the declared thresholds
rule.py        which thresholds follow from the values
rendering.py   the values as a table
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.assignment import Assignment
from autograder.calibration import evidence as files
from autograder.calibration import measuring, subjects
from autograder.calibration.evidence import Evidence
from autograder.calibration.subjects import OutcomeTest
from autograder.errors import UnknownError
from autograder.sandbox.host import Sandbox


@dataclass(frozen=True)
class Calibration:
    """What was measured of an assignment, and what speaks against its thresholds."""

    tests: list[OutcomeTest]
    evidence: Evidence
    complaints: list[str]


def run(
    assignment: Assignment, *, seeds: int, console: Console, answers: Collection[str] | None = None
) -> Calibration:
    """Measure what is not measured yet, and judge the declared thresholds.

    Args:
        assignment: whose outcome tests.
        seeds: on how many seeds each answer is to be measured.
        answers: the files of those to measure now, by default all.
        console: where progress is shown.

    Raises:
        UnknownError: there is no answer of that name.
        CourseError: a test or an answer cannot be read, or a right answer fails on the way to a value.
        OurError: the sandbox cannot be built.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tests = subjects.outcome_tests(assignment)
    known = {answer.file for test in tests for answer in test.answers}
    if unknown := set(answers or ()) - known:
        raise UnknownError(f"no answer {min(unknown)!r} is measured; there are {', '.join(sorted(known))}")
    with Sandbox() as sandbox, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(assignment.slug, total=None)

        def show(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of)

        evidence = measuring.measure(assignment, tests, count=seeds, sandbox=sandbox, show=show, only=answers)
    sentences = [sentence for _, sentence in files.complaints(assignment.slug, tests, evidence)]
    return Calibration(tests, evidence, sentences)


def recorded(assignment: Assignment) -> dict[str, dict[str, list[float]]]:
    """Return what known answers have come to, and need not be trained for again (evidence.recorded).

    Raises:
        CourseError: a test, an answer or the evidence cannot be read.
    """
    tests = subjects.outcome_tests(assignment)
    return files.recorded(tests, files.read(files.path(assignment))) if tests else {}


def complaints(assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Yield what speaks against the thresholds of an assignment: a file or test, and a sentence.

    Raises:
        CourseError: a test, an answer or the evidence cannot be read.
    """
    if tests := subjects.outcome_tests(assignment):
        yield from files.complaints(assignment.slug, tests, files.read(files.path(assignment)))
