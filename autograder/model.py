"""What a grading run says: one Report, versioned, two views of it.

The instructor's view is the whole Report. The student's (`for_student`) carries, of the hidden
tests, the fact that must hold, the outcome and points, the student's own exception with the line of
their own code, what an outcome test measured, and the hint to a mistake that is known; never inputs,
expected values, other numbers, durations, test names or captured output.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder.text import cut, few, spelled

SCHEMA: Literal[1] = 1
Tier = Literal[1, 2, 3]
Size = Literal["cpu", "gpu"]  # cpu: graded anywhere; gpu: the large tests as well
MAX_TEXT = 16 << 10  # characters of any one text in report.json
LOG_COMMAND = re.compile(r"#(?=#\w*\[)")  # a CI obeys it anywhere in a line, should the file be printed
OUR_WORDS = "This could not be graded, by no fault of yours; your instructor sees why."


class Outcome(StrEnum):
    """What became of one hidden test."""

    passed = "passed"
    failed = "failed"
    raised = "raised"
    timed_out = "timed_out"
    died = "died"
    not_implemented = "not_implemented"
    not_run = "not_run"  # facts that come first do not hold; or, worth nothing, it needs what is not here


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

    @property
    def lost(self) -> bool:
        """It does not hold; one that needs what is not here says nothing."""
        return self.outcome is not Outcome.passed and not self.skipped

    @property
    def skipped(self) -> bool:
        """It needs a device or data that are not here: its points are no part of any maximum."""
        return self.outcome is Outcome.not_run and not self.max_score


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the mistake behind an exercise's lost tests.

    `named`: the answers are those of one known wrong answer. `composite`: each lost test looks like
    one of several. `names` are the wrong answers' files and the instructor's alone. Of the three
    tiers of a hint the lost facts are the first, `title` (the misconception) with `hint` (a
    question) the second, `read` (a section of the chapter) the third.
    """

    kind: Literal["named", "composite"]
    names: list[str] = []
    title: str = ""
    hint: str = ""
    read: str = ""

    def at_tier(self, tier: int) -> Diagnosis | None:
        """Return what a student may see of it."""
        if tier < 2:
            return None
        return msgspec.structs.replace(self, names=[], read=self.read if tier > 2 else "")


class ExerciseReport(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise: the sum of its tests.

    `seconds` is how long the student's code was at work, with its cells where they ran for this one
    first; 0 if nobody looked. `device` is where: cpu, gpu 0 (its model), both; empty if nothing ran.
    `points_not_run` are those of tests that need a device or data that are not here: `max_score` is
    without them.
    """

    name: str
    score: float
    max_score: float
    tests: list[TestReport]
    diagnosis: Diagnosis | None = None
    seconds: float = 0.0
    device: str = ""
    points_not_run: float = 0.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One submission. `score` is None where it was not graded; `reason` then says why.

    `our_fault` tells a submission we failed to grade from one that could not be read. `hints` is the
    tier of hints that the instructor lets students see. Where tests could not be run, the rest is graded
    out of `max_score`, which is without their points.
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
    hints: Tier = 2
    exercises: list[ExerciseReport] = []
    stdout: str = ""
    stderr: str = ""

    @property
    def points_not_run(self) -> float:
        """The points of tests that need a device or data that are not here."""
        return sum(one.points_not_run for one in self.exercises)

    def for_student(self) -> Report:
        """Return the view that may leave the instructor's hands."""
        exercises = [
            msgspec.structs.replace(
                exercise,
                tests=[
                    msgspec.structs.replace(test, name=f"{exercise.name}-{number}", detail="", replay="")
                    for number, test in enumerate(exercise.tests, start=1)
                ],
                diagnosis=exercise.diagnosis and exercise.diagnosis.at_tier(self.hints),
                seconds=0.0,
            )
            for exercise in self.exercises
        ]
        reason = OUR_WORDS if self.our_fault else self.reason
        hidden = {"seed": "", "digest": "", "stdout": "", "stderr": ""}
        return msgspec.structs.replace(self, exercises=exercises, reason=reason, **hidden)


def dump(report: Report, path: Path) -> None:
    """Write a report as JSON, whole or not at all.

    Texts come back as they were, but for what is cut with a notice and for halves of surrogates;
    characters that would act on a terminal showing the file are written as JSON's escapes.
    """
    kept = msgspec.structs.replace(report, notes=few(report.notes))
    write_json(msgspec.to_builtins(kept), path)


def write_json(data: Any, path: Path) -> None:
    """Write plain data as JSON, whole or not at all."""
    write_whole(path, as_json(data).encode())


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(raw)
    partial.replace(path)


def as_json(data: Any) -> str:
    """Return plain data as JSON that acts on no terminal and in no CI's log."""
    raw = msgspec.json.format(msgspec.json.encode(_bounded(data)), indent=2)
    return LOG_COMMAND.sub(r"\\u0023", spelled(raw.decode(), _escape)) + "\n"


def load(path: Path) -> Report:
    """Read a report back.

    Raises:
        msgspec.ValidationError: the file is not a report; the message names the place.
    """
    return msgspec.json.decode(path.read_bytes(), type=Report)


def _bounded(value: Any) -> Any:
    """Return plain data with long texts cut, and what UTF-8 cannot say spelled out."""
    if isinstance(value, str):
        return cut(value, MAX_TEXT).encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [_bounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _bounded(item) for key, item in value.items()}
    return value


def _escape(char: str) -> str:
    """Return a character as JSON writes it in ASCII: one unit of UTF-16, or two."""
    units = char.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
