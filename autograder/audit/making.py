"""How the table is made: stub, reference, right and wrong answers and junk, graded as students are."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping

import msgspec

from autograder import calibration, handout, submission, variants
from autograder.assignment import Assignment, TimeLimits
from autograder.audit import record
from autograder.audit.matrix import Column, Matrix, Row
from autograder.audit.record import Proof
from autograder.audit.sheets import Sheet, sheets
from autograder.model import Report, Status
from autograder.runners.jobs import Grade, Job
from autograder.variants import Variant

SECRET = b"audit"  # no student's inputs, and the same ones on every run

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


def make(
    assignment: Assignment,
    *,
    grade: Grade,
    show: Callable[[int, int], None],
    only: Collection[str] | None = None,
    proved: Mapping[str, Proof] | None = None,
) -> Matrix:
    """Grade every known solution of an assignment.

    Args:
        assignment: which.
        grade: how jobs are graded (runners/).
        show: is told how many solutions are done, of how many.
        only: exercises to look at, by default all.
        proved: exercises whose right and wrong answers are known (record.py), and need not be graded.

    Raises:
        CourseError: a solution cannot be read, or the hidden tests cannot be loaded.
    """
    return _Making(assignment, grade, show, None if only is None else sorted(only), proved or {}).matrix()


class _Making:
    def __init__(
        self,
        assignment: Assignment,
        grade: Grade,
        show: Callable[[int, int], None],
        only: list[str] | None,
        proved: Mapping[str, Proof],
    ) -> None:
        self._assignment, self._grade, self._show, self._only = assignment, grade, show, only
        self._proved = proved
        self._done = self._planned = 0
        self._reports: list[Report] = []
        self._trained = calibration.recorded(assignment)

    def matrix(self) -> Matrix:
        """Grade what must be alone alone, and right and wrong answers by the sheet."""
        bare = [*_bare(self._assignment)]
        hurried = msgspec.structs.replace(self._assignment.config.limits, **HURRY)
        asleep = [*_junk(self._assignment, SLEEP)]
        answers = [
            one
            for side in variants.SIDES
            for one in variants.discover(self._assignment, side)
            if self._only is None or one.exercise in self._only
        ]
        asked = [one for one in answers if one.exercise not in self._proved]
        by_side = [[one for one in asked if one.side == side] for side in variants.SIDES]
        papers = [sheet for some in by_side for sheet in sheets(some)]
        jobs = [
            *(self._job(row, cells) for row, cells in bare),
            *(self._job(row, cells, limits=hurried) for row, cells in asleep),
            *(self._paper(sheet) for sheet in papers),
        ]
        reports = self._graded(jobs)
        alone = [row for row, _ in (*bare, *asleep)]
        rows = [_filled(row, report) for row, report in zip(alone, reports, strict=False)]
        known = {**self._remembered(answers), **self._known(papers, reports[len(rows) :])}
        order = [known[one.side, one.exercise, one.name] for one in answers]
        front = [row for row in rows if row.side != "junk"]
        return Matrix(
            assignment=self._assignment.slug,
            title=self._assignment.config.title,
            columns=_columns(self._assignment, self._reports),
            rows=[*front, *order, *(row for row in rows if row.side == "junk")],
        )

    def _remembered(self, answers: list[Variant]) -> dict[tuple[str, str, str], Row]:
        """Return the rows of the answers that are not asked again."""
        found: dict[tuple[str, str, str], Row] = {}
        for name, proof in self._proved.items():
            declared = {(one.side, one.name): _row(one) for one in answers if one.exercise == name}
            if declared:
                found |= {(row.side, name, row.name): row for row in record.rows(proof, declared)}
        return found

    def _known(self, papers: list[Sheet], reports: list[Report]) -> dict[tuple[str, str, str], Row]:
        """Return the rows of right and wrong answers; those of an odd sheet are graded again alone."""
        rows: dict[tuple[str, str, str], Row] = {}
        odd: list[Variant] = []
        for sheet, report in zip(papers, reports, strict=True):
            found = [_filled(_row(one), report, only=one.exercise) for one in sheet.answers]
            if all(row.as_declared() for row in found):
                rows |= {(row.side, row.exercise, row.name): row for row in found}
            else:
                odd += sheet.answers
        again = self._graded([self._paper(Sheet([one]), alone=True) for one in odd])
        for one, report in zip(odd, again, strict=True):
            rows[one.side, one.exercise, one.name] = _filled(_row(one), report)
        return rows

    def _graded(self, jobs: list[Job]) -> list[Report]:
        reports: dict[int, Report] = {}
        self._planned += len(jobs)

        def keep(number: int, report: Report) -> None:
            reports[number] = report
            self._done += 1
            self._show(self._done, self._planned)

        self._grade(jobs, keep)
        self._reports += (found := [reports[number] for number in range(len(jobs))])
        return found

    def _paper(self, sheet: Sheet, *, alone: bool = False) -> Job:
        cells = variants.assemble(self._assignment, {one.exercise: one for one in sheet.answers})
        files = [_row(one).file for one in sheet.answers]
        here = [one.exercise for one in sheet.answers]
        known = self._trained.get("reference.py", {})
        measured = {test: values for test, values in known.items() if test.partition("::")[0] not in here}
        for file in files:
            measured |= self._trained.get(file, {})
        return self._filled_in(", ".join(files), cells, None if alone else here, measured=measured)

    def _job(self, row: Row, cells: Mapping[str, str], limits: TimeLimits | None = None) -> Job:
        """Fill in what stands for no single exercise. Of a test that junk loses nothing is learnt."""
        measured = self._trained.get(row.file)
        return self._filled_in(
            row.file, cells, limits=limits, measured=measured, worthless=row.side != "reference"
        )

    def _filled_in(
        self,
        who: str,
        cells: Mapping[str, str],
        exercises: list[str] | None = None,
        limits: TimeLimits | None = None,
        measured: dict[str, list[float]] | None = None,
        worthless: bool = False,
    ) -> Job:
        """Fill in the notebook as a student would."""
        raw = handout.write(handout.notebook(self._assignment, cells)).encode()
        return Job(
            student=who,
            digest=hashlib.sha256(raw).hexdigest(),
            cells=submission.parse(raw, ".ipynb"),
            exercises=exercises or self._only,
            limits=limits,
            measured=measured or {},
            worthless=worthless,
        )


Solution = tuple[Row, Mapping[str, str]]


def _bare(assignment: Assignment) -> Iterator[Solution]:
    """Yield the rows that stand for no single exercise, yet without outcomes, and their cells."""
    yield Row(side="stub", name="stub"), {}
    yield Row(side="reference", name="reference"), variants.reference_cells(assignment)
    yield from _junk(assignment, JUNK)


def _row(one: Variant) -> Row:
    return Row(
        side=one.side,
        name=one.name,
        exercise=one.exercise,
        title=one.title,
        hint=one.hint,
        fails=sorted(one.fails),
    )


def _junk(assignment: Assignment, bodies: Mapping[str, str]) -> Iterator[Solution]:
    """Yield answers that have nothing to do with any question."""
    for name, body in bodies.items():
        cells = {
            one.name: "\n\n".join(f"def {name}(*args, **kwargs):\n    {body}" for name in one.defines)
            for one in assignment.config.exercises
        }
        yield Row(side="junk", name=name), cells


def _filled(row: Row, report: Report, only: str = "") -> Row:
    """Return a row with what became of it, in one exercise only or in all."""
    if report.outcome is Status.not_graded:
        return msgspec.structs.replace(row, reason=report.reason)
    told = [one for one in report.exercises if only in ("", one.name)]
    outcomes = {one.name: {test.name: test.outcome for test in one.tests} for one in told}
    diagnoses = {one.name: one.diagnosis for one in told if one.diagnosis is not None}
    return msgspec.structs.replace(row, outcomes=outcomes, diagnoses=diagnoses)


def _columns(assignment: Assignment, reports: list[Report]) -> list[Column]:
    """Take the tests from a report of them."""
    reasons = dict(_marked(assignment, "explains"))
    training = dict(_marked(assignment, "threshold"))
    whole = max(reports, key=lambda report: len(report.exercises))  # others tell of some exercises only
    return [
        Column(
            exercise=one.name,
            name=test.name,
            fact=test.fact,
            points=test.max_score,
            explains=reasons.get((one.name, test.name), ""),
            trains=(one.name, test.name) in training,
        )
        for one in whole.exercises
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
