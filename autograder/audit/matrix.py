"""Solutions against tests: stub, reference, right and wrong answers and junk, graded as students are."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Literal

import msgspec

from autograder import handout, submission, variants
from autograder.assignment import Assignment, TimeLimits
from autograder.model import Diagnosis, Outcome, Report, Status
from autograder.pool import Grade, Job

Side = Literal["stub", "reference", "right", "wrong", "junk"]
SECRET = b"audit"  # no student's inputs, and the same ones on every run

HARMLESS = (Outcome.passed, Outcome.not_run)  # an outcome that waits for a mechanism has caught nobody
JUNK = {
    "zeros": "import numpy\n    return numpy.zeros_like(args[0]) if args else 0",
    "ones": "import numpy\n    return numpy.ones_like(args[0]) if args else 1",
    "zero": "return 0",
    "one": "return 1",
    "None": "return None",
    "NaN": "return float('nan')",
    "identity": "return args[0] if args else None",
    "an empty list": "return []",
    "a pair of zeros": "return (0, 0)",
    "a pair of ones": "return (1, 1)",
    "chance": "import random; return random.randint(0, 20)",
    "ValueError": "raise ValueError('no 0 1 2 3 4 5')",
    "TypeError": "raise TypeError('no 0 1 2 3 4 5')",
    "SystemExit": "raise SystemExit(0)",
    "os._exit": "import os; os._exit(0)",
}
SLEEP = {"sleep": "import time; time.sleep(60)"}
HURRY = {"call_seconds": 0.1, "submission_seconds": 0.5}  # for sleepers alone: others may be slow, not wrong


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden test: the reason that its mark `explains` gives, and whether it measures training."""

    exercise: str
    name: str
    fact: str
    points: float
    explains: str = ""
    trains: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One solution, and what became of each test: exercise → test → outcome; exercise → diagnosis.

    `exercise` is the one that a right or wrong answer is of; `reason` says why it was not graded.
    """

    side: Side
    name: str
    exercise: str = ""
    title: str = ""
    hint: str = ""
    fails: list[str] = []
    reason: str = ""
    outcomes: dict[str, dict[str, Outcome]] = {}
    diagnoses: dict[str, Diagnosis] = {}

    @property
    def file(self) -> str:
        """Where it stands in the solutions folder, or what it is."""
        if self.side in ("right", "wrong"):
            return f"{self.side}/{self.exercise}/{self.name}.py"
        return {"stub": "the stub", "reference": "reference.py"}.get(self.side, f"junk ({self.name})")

    def passed(self) -> list[str]:
        """Return the tests that pass, as `exercise.test`."""
        return self._where(lambda outcome: outcome is Outcome.passed)

    def lost(self) -> list[str]:
        """Return the tests that were run and do not pass, as `exercise.test`."""
        return self._where(lambda outcome: outcome not in HARMLESS)

    def lost_in(self, exercise: str) -> frozenset[str]:
        """Return the tests of an exercise that were run and do not pass."""
        outcomes = self.outcomes.get(exercise, {})
        return frozenset(name for name, outcome in outcomes.items() if outcome not in HARMLESS)

    def _where(self, holds: Callable[[Outcome], bool]) -> list[str]:
        return [
            f"{exercise}.{name}"
            for exercise, outcomes in self.outcomes.items()
            for name, outcome in outcomes.items()
            if holds(outcome)
        ]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """All rows and columns of one assignment."""

    assignment: str
    title: str
    columns: list[Column]
    rows: list[Row]

    def exercises(self) -> list[str]:
        """Return the names of the exercises, in teaching order."""
        return list(dict.fromkeys(column.exercise for column in self.columns))

    def columns_of(self, exercise: str) -> list[Column]:
        """Return the tests of an exercise."""
        return [column for column in self.columns if column.exercise == exercise]

    def rows_of(self, exercise: str) -> list[Row]:
        """Return the solutions that tell about an exercise: stub, reference, its right and wrong answers."""
        return [row for row in self.rows if row.exercise == exercise or row.side in ("stub", "reference")]


def make(
    assignment: Assignment,
    *,
    grade: Grade,
    show: Callable[[int, int], None],
    only: Collection[str] | None = None,
) -> Matrix:
    """Grade every known solution of an assignment.

    Args:
        assignment: which.
        grade: how jobs are graded (pool.py).
        show: is told how many solutions are done, of how many.
        only: exercises to look at, by default all.

    Raises:
        CourseError: a solution cannot be read, or the hidden tests cannot be loaded.
    """
    rows = [one for one in _known(assignment) if only is None or one[0].exercise in ("", *only)]
    hurried = msgspec.structs.replace(assignment.config.limits, **HURRY)
    chosen = None if only is None else sorted(only)
    jobs = [_job(assignment, row, cells, exercises=chosen) for row, cells in rows]
    for row, cells in _junk(assignment, SLEEP):
        rows.append((row, cells))
        jobs.append(_job(assignment, row, cells, exercises=chosen, limits=hurried))
    reports: dict[int, Report] = {}

    def keep(number: int, report: Report) -> None:
        reports[number] = report
        show(len(reports), len(rows))

    grade(jobs, keep)
    in_order = [reports[number] for number in range(len(jobs))]
    done = [_graded(row, report) for (row, _), report in zip(rows, in_order, strict=True)]
    columns = _columns(assignment, in_order)
    return Matrix(assignment=assignment.slug, title=assignment.config.title, columns=columns, rows=done)


Solution = tuple[Row, Mapping[str, str]]


def _known(assignment: Assignment) -> Iterator[Solution]:
    """Yield rows yet without outcomes, and the sources of their solution cells."""
    yield Row(side="stub", name="stub"), {}
    yield Row(side="reference", name="reference"), variants.reference_cells(assignment)
    for side in variants.SIDES:
        for one in variants.discover(assignment, side):
            row = Row(
                side=one.side,
                name=one.name,
                exercise=one.exercise,
                title=one.title,
                hint=one.hint,
                fails=sorted(one.fails),
            )
            yield row, variants.assemble(assignment, {one.exercise: one})
    yield from _junk(assignment, JUNK)


def _junk(assignment: Assignment, bodies: Mapping[str, str]) -> Iterator[Solution]:
    """Yield answers that have nothing to do with any question."""
    for name, body in bodies.items():
        cells = {
            one.name: "\n\n".join(f"def {name}(*args, **kwargs):\n    {body}" for name in one.defines)
            for one in assignment.config.exercises
        }
        yield Row(side="junk", name=name), cells


def _job(
    assignment: Assignment,
    row: Row,
    cells: Mapping[str, str],
    *,
    exercises: list[str] | None,
    limits: TimeLimits | None = None,
) -> Job:
    """Fill in the notebook as a student would."""
    raw = handout.write(handout.notebook(assignment, cells)).encode()
    digest = hashlib.sha256(raw).hexdigest()
    parsed = submission.parse(raw, ".ipynb")
    return Job(student=row.file, digest=digest, cells=parsed, exercises=exercises, limits=limits)


def _graded(row: Row, report: Report) -> Row:
    if report.outcome is Status.not_graded:
        return msgspec.structs.replace(row, reason=report.reason)
    outcomes = {one.name: {test.name: test.outcome for test in one.tests} for one in report.exercises}
    diagnoses = {one.name: one.diagnosis for one in report.exercises if one.diagnosis is not None}
    return msgspec.structs.replace(row, outcomes=outcomes, diagnoses=diagnoses)


def _columns(assignment: Assignment, reports: list[Report]) -> list[Column]:
    """Take the tests from a report of them; all have the same."""
    reasons = dict(_marked(assignment, "explains"))
    training = dict(_marked(assignment, "threshold"))
    graded = next((report for report in reports if report.outcome is Status.graded), None)
    return [
        Column(
            exercise=one.name,
            name=test.name,
            fact=test.fact,
            points=test.max_score,
            explains=reasons.get((one.name, test.name), ""),
            trains=(one.name, test.name) in training,
        )
        for one in (graded.exercises if graded is not None else [])
        for test in one.tests
    ]


def _marked(assignment: Assignment, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the exercise and name of each test with a mark, and the mark's text if it has one."""
    for path in assignment.hidden().glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for mark in getattr(node, "decorator_list", []):
                if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == name:
                    texts = [one.value for one in mark.args if isinstance(one, ast.Constant)]
                    about = path.stem.removeprefix("test_"), getattr(node, "name", "")
                    yield about, "".join(map(str, texts))
