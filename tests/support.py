"""Short ways to say things in tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder import audit, grading, pool
from autograder.assignment import Assignment
from autograder.audit.making import SECRET
from autograder.model import Report, TestReport
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, Submission

ROOT = Path(__file__).resolve().parent.parent
MINI = ROOT / "tests" / "mini"


def submission(*sources: str, student: str = "student") -> Submission:
    """A submission of code cells without ids."""
    cells = tuple(Cell(number, "code", None, source) for number, source in enumerate(sources, start=1))
    return Submission(student, "0" * 64, cells)


def grade_all(
    of: Assignment, submissions: Sequence[Submission], sandbox: Sandbox, **more: Any
) -> list[Report]:
    reports: list[Report] = []
    grading.grade(of, submissions, sandbox=sandbox, secret=b"a secret", on_report=reports.append, **more)
    return reports


def audit_here(root: Path, slug: str, sandbox: Sandbox, **more: Any) -> audit.Audit:
    """The audit of an assignment, in this process."""
    return audit.one(root, slug, grade=lambda of: pool.here(of, sandbox=sandbox, secret=SECRET), **more)


def timeless(report: Report) -> Report:
    """A report without durations, which no two runs share."""
    exercises = [msgspec.structs.replace(one, seconds=0.0) for one in report.exercises]
    return msgspec.structs.replace(report, exercises=exercises)


def outcomes(report: Report, exercise: str) -> dict[str, TestReport]:
    """The test reports of one exercise, by name."""
    assert report.outcome == "graded", report.reason
    return {test.name: test for one in report.exercises if one.name == exercise for test in one.tests}


def scores(report: Report) -> dict[str, float]:
    assert report.outcome == "graded", report.reason
    return {exercise.name: exercise.score for exercise in report.exercises}
