"""Train every known answer on seed after seed, behind the wall, as a submission would be."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import pytest

from autograder import handout, seeds, submission, thresholds
from autograder.assignment import Assignment
from autograder.attempt import Attempt
from autograder.calibration import evidence as files
from autograder.calibration.evidence import Evidence, Measured
from autograder.calibration.subjects import Answer, OutcomeTest
from autograder.errors import CourseError
from autograder.lineup import line_up
from autograder.sandbox.host import Sandbox
from autograder.student import SandboxedStudent
from autograder.suite import Suite, silent_stderr, with_suite
from autograder.thresholds import Measure

Show = Callable[[str, int, int], None]
DEVICE = f"CPU, {platform.machine()}"  # of every toolbox that an exercise can name
PACKAGES = {"numpy": ("numpy",), "keras": ("numpy", "keras", "tensorflow")}
DIGITS = 6  # of a value in the file


def versions(toolbox: str) -> dict[str, str]:
    """Return the versions of what a toolbox computes with, as far as it is installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES[toolbox]:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def measure(
    assignment: Assignment,
    tests: list[OutcomeTest],
    *,
    count: int,
    sandbox: Sandbox,
    show: Show,
    only: Collection[str] | None = None,
) -> Evidence:
    """Measure what the evidence file lacks, adding every value to it at once.

    Args:
        assignment: whose answers.
        tests: its outcome tests.
        count: on how many seeds, 0 being the first.
        sandbox: where answers train.
        show: is told what is trained, and how many values there are, of how many.
        only: the files of the answers to measure, by default all.

    Raises:
        CourseError: the tests cannot be loaded, or a right answer does not get as far as a value.
    """
    file = files.path(assignment)
    made = {toolbox: versions(toolbox) for toolbox in PACKAGES}
    evidence = files.still_valid(files.read(file), tests, device=DEVICE, versions=made)
    places = [
        (test, answer, measured, seed)
        for test, found in zip(tests, evidence.tests, strict=True)
        for answer, measured in zip(test.answers, found.answers, strict=True)
        if only is None or answer.file in only
        for seed in range(count)
    ]
    todo = [place for place in places if place[3] not in place[2].values]

    def work(suite: Suite) -> None:
        for done, (test, answer, measured, seed) in enumerate(todo, start=len(places) - len(todo)):
            show(f"{answer.file}, seed {seed}", done, len(places))
            with silent_stderr():
                value = _value(suite, test, answer, seed, sandbox)
            _add(measured, seed, value)
            files.write(evidence, file)

    if todo:
        with_suite(assignment, work)
    return evidence


def _add(measured: Measured, seed: int, value: float | None) -> None:
    measured.values = dict(sorted({**measured.values, seed: value}.items()))
    measured.date = datetime.now(UTC).date().isoformat()


def _value(suite: Suite, test: OutcomeTest, answer: Answer, seed: int, sandbox: Sandbox) -> float | None:
    """Train one answer once, in a process of its own: no other seed, done before or not, changes its value.

    Returns:
        The value, or None where a wrong answer fails on the way, or anyone's value is not finite.

    Raises:
        CourseError: a right answer fails on the way, or the test measures nothing.
    """
    assignment = suite.assignment
    text = handout.write(handout.notebook(assignment, answer.cells))
    cells = submission.parse(text.encode(), ".ipynb")
    attempt = Attempt(sandbox, line_up(assignment.cells, cells), assignment.config.limits)
    chance = f"calibration {seed}"
    values: list[float] = []

    def student(_: pytest.Item) -> SandboxedStudent:
        attempt.begin(test.toolbox, seeds.test_seed(chance, "child") & 0xFFFFFFFF)
        return SandboxedStudent(attempt)

    def record(measure: Measure) -> None:
        values.append(thresholds.number(measure(seed)))

    try:
        (item,) = suite.tests[test.exercise][test.name]
        error = suite.ending(item, student, chance, record)
    finally:
        attempt.close()
    if error is not None and answer.right:
        raise CourseError(f"{answer.file}, {test.name}, seed {seed}: {type(error).__name__}: {error}")
    if error is None and not values:
        raise CourseError(f"{test.where} never calls outcome(measure)")
    if error is not None or not math.isfinite(values[0]):
        return None
    return float(f"{values[0]:.{DIGITS}g}")
