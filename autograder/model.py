"""What a grading run says: one Report, versioned, two views of it.

The instructor's view is the whole Report. The student's (`for_student`) carries, of the hidden
tests, the fact that must hold, the outcome and points, and the student's own exception with the
line of their own code; never inputs, expected values, numbers, test names or captured output.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import msgspec

SCHEMA: Literal[1] = 1
OUR_WORDS = "This could not be graded, by no fault of yours; your instructor sees why."


class Outcome(StrEnum):
    """What became of one hidden test."""

    passed = "passed"
    failed = "failed"
    raised = "raised"
    timed_out = "timed_out"
    died = "died"
    not_implemented = "not_implemented"


class Status(StrEnum):
    """What became of a submission: never a silent zero."""

    graded = "graded"
    not_graded = "not_graded"


class TestReport(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden test.

    `fact` and `message` may be shown to the student; `detail` (expected, received, traceback) and
    `replay` (a command that runs this test again on the same inputs) are the instructor's.
    """

    __test__ = False  # the name is the field's own word; pytest need not collect it

    name: str
    fact: str
    outcome: Outcome
    score: float
    max_score: float
    message: str = ""
    detail: str = ""
    replay: str = ""


class ExerciseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise: the sum of its tests."""

    name: str
    score: float
    max_score: float
    tests: list[TestReport]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One submission. `score` is None where it was not graded; `reason` then says why.

    `our_fault` tells a submission we failed to grade from one that could not be read.
    """

    schema: Literal[1] = SCHEMA
    assignment: str
    version: int
    student: str
    outcome: Status
    reason: str = ""
    our_fault: bool = False
    score: float | None = None
    max_score: float
    seed: str = ""
    wall: str = ""
    digest: str = ""
    notes: list[str] = []
    exercises: list[ExerciseReport] = []
    stdout: str = ""
    stderr: str = ""

    def for_student(self) -> Report:
        """Return the view that may leave the instructor's hands."""
        exercises = [
            msgspec.structs.replace(
                exercise,
                tests=[
                    msgspec.structs.replace(test, name=f"{exercise.name}-{number}", detail="", replay="")
                    for number, test in enumerate(exercise.tests, start=1)
                ],
            )
            for exercise in self.exercises
        ]
        reason = OUR_WORDS if self.our_fault else self.reason
        hidden = {"seed": "", "digest": "", "stdout": "", "stderr": ""}
        return msgspec.structs.replace(self, exercises=exercises, reason=reason, **hidden)


def dump(report: Report, path: Path) -> None:
    """Write a report as JSON, whole or not at all."""
    try:
        raw = msgspec.json.encode(report)
    except UnicodeEncodeError:  # half a surrogate in some student's text
        raw = msgspec.json.encode(_encodable(msgspec.to_builtins(report)))
    text = msgspec.json.format(raw, indent=2)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(text + b"\n")
    partial.replace(path)


def load(path: Path) -> Report:
    """Read a report back.

    Raises:
        msgspec.ValidationError: the file is not a report; the message names the place.
    """
    return msgspec.json.decode(path.read_bytes(), type=Report)


def _encodable(value: Any) -> Any:
    """Return plain data with what UTF-8 cannot say made visible."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    return value
