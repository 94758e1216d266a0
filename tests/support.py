"""Short ways to say things in tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from autograder import audit, grading
from autograder.assignment import Assignment
from autograder.audit.making import SECRET
from autograder.model import Report, TestReport
from autograder.runners.jobs import here
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, Submission

ROOT = Path(__file__).resolve().parent.parent
MINI = ROOT / "tests" / "mini"

DURATION = re.compile(rb'"seconds": [0-9.e-]+|"report": "[0-9a-f]{64}"')


def submission(*sources: str, student: str = "student") -> Submission:
    """A submission of code cells without ids."""
    cells = tuple(Cell(number, "code", None, source) for number, source in enumerate(sources, start=1))
    return Submission(student, "0" * 64, cells)


def grade_all(
    of: Assignment, submissions: Sequence[Submission], sandbox: Sandbox, **more: Any
) -> list[Report]:
    """Their reports, without durations."""
    reports: list[Report] = []
    grading.grade(of, submissions, sandbox=sandbox, secret=b"a secret", on_report=reports.append, **more)
    return [timeless(report) for report in reports]


def audit_here(root: Path, slug: str, sandbox: Sandbox, **more: Any) -> audit.Audit:
    """The audit of an assignment, in this process."""
    return audit.one(root, slug, grade=lambda of: here(of, sandbox=sandbox, secret=SECRET), **more)


def timeless(report: Report) -> Report:
    """A report without durations, which no two runs share."""
    exercises = [msgspec.structs.replace(one, seconds=0.0) for one in report.exercises]
    return msgspec.structs.replace(report, exercises=exercises)


def lasting(file: Path) -> bytes:
    """What a file of a run holds, without durations, and without the digest of what holds some."""
    return (
        DURATION.sub(b"", file.read_bytes())
        if file.name in ("report.json", "reuse.json")
        else file.read_bytes()
    )


def outcomes(report: Report, exercise: str) -> dict[str, TestReport]:
    """The test reports of one exercise, by name."""
    assert report.outcome == "graded", report.reason
    return {test.name: test for one in report.exercises if one.name == exercise for test in one.tests}


def scores(report: Report) -> dict[str, float]:
    assert report.outcome == "graded", report.reason
    return {exercise.name: exercise.score for exercise in report.exercises}
