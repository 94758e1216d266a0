"""Thresholds of outcome tests rest on evidence: every known answer, trained on many seeds.

subjects.py    what is measured: outcome tests, the answers they judge, digests of their code
measuring.py   trains them behind the wall, one seed after the other, and can go on where it stopped
evidence.py    calibration.json: the values, and what speaks against the declared thresholds
rule.py        which thresholds follow from the values
rendering.py   the values as a table
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.assignment import Assignment
from autograder.calibration import evidence as files
from autograder.calibration import measuring, subjects
from autograder.calibration.evidence import Evidence
from autograder.calibration.subjects import OutcomeTest
from autograder.sandbox.host import Sandbox


@dataclass(frozen=True)
class Calibration:
    """What was measured of an assignment, and what speaks against its thresholds."""

    tests: list[OutcomeTest]
    evidence: Evidence
    complaints: list[str]


def run(assignment: Assignment, *, seeds: int, console: Console) -> Calibration:
    """Measure what is not measured yet, and judge the declared thresholds.

    Args:
        assignment: whose outcome tests.
        seeds: on how many seeds each answer is to be measured.
        console: where progress is shown.

    Raises:
        CourseError: a test or an answer cannot be read, or a right answer fails on the way to a value.
        OurError: the sandbox cannot be built.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tests = subjects.outcome_tests(assignment)
    with Sandbox() as sandbox, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(assignment.slug, total=None)

        def show(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of)

        evidence = measuring.measure(assignment, tests, count=seeds, sandbox=sandbox, show=show)
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
