"""Machine mutants before the hidden tests: which die, which live on, which are taken for a known mistake.

What was found is recorded beside the reference in mutants.json, exercise by exercise, under a key
that names everything it depends on: so only what changed is run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from autograder import variants
from autograder.assignment import Assignment
from autograder.audit import outline
from autograder.audit.equivalents import change, equivalents
from autograder.audit.mutation import Mutant, mutants
from autograder.errors import CourseError, OurError
from autograder.model import ExerciseReport, Outcome, Report, Status
from autograder.runners.jobs import Grade, Job
from autograder.submission import Cell

FILE = "mutants.json"
SHORT = {"cell_seconds": 5.0, "call_seconds": 2.0, "submission_seconds": 10.0}  # most never end, or at once

Fate = Literal["killed", "timed_out", "survived"]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A mutant taken for a known mistake, and what it was taken for on other inputs (empty: nothing)."""

    diff: str
    name: str
    again: str


class Killing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One exercise's mutants: how many died, and the diffs of those that live.

    Those of them that equivalent.toml gives a reason for stand apart, and do not count.
    """

    exercise: str
    key: str
    killed: int
    timed_out: int
    survived: list[str]
    named: list[Named]
    equivalent: list[str] = []

    @property
    def total(self) -> int:
        """How many there were to kill."""
        return self.killed + self.timed_out + len(self.survived)


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of mutants.json: all that live, whatever is said of them later."""

    schema: Literal[2] = 2
    exercises: list[Killing]


def read(assignment: Assignment) -> dict[str, Killing]:
    """Return what is recorded, by exercise.

    Raises:
        CourseError: the file is not a record.
    """
    path = assignment.hidden().parent / FILE
    if not path.exists():
        return {}
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Record).exercises
    except (msgspec.MsgspecError, OSError) as error:
        raise CourseError(f"{assignment.slug}/{FILE}: {error}") from error
    said = {one.change for one in equivalents(assignment)}
    return {one.exercise: _told_apart(one, said) for one in found}


def _told_apart(found: Killing, said: Collection[tuple[str, str, str]]) -> Killing:
    """Set those that live for a reason apart."""
    equal = [diff for diff in found.survived if change(diff) in said]
    return replace(found, survived=[diff for diff in found.survived if diff not in equal], equivalent=equal)


def write(assignment: Assignment, found: Collection[Killing]) -> None:
    """Record what was found, in teaching order."""
    by_name = {one.exercise: one for one in found}
    order = [one.name for one in assignment.config.exercises if one.name in by_name]
    alive = [
        replace(one, survived=[*one.survived, *one.equivalent], equivalent=[])
        for one in (by_name[name] for name in order)
    ]
    record = Record(exercises=alive)
    path = assignment.hidden().parent / FILE
    partial = path.with_name(f".{FILE}.partial")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    partial.replace(path)


def keys(assignment: Assignment) -> dict[str, str]:
    """Return, by exercise, a digest of all that its mutants' fates depend on: them, and the tests.

    Raises:
        CourseError: the reference is broken.
        OurError: the extra `audit` is not installed.
    """
    made = mutants(assignment)
    users = outline.users(assignment)
    solutions = assignment.hidden().parent
    found = {}
    for exercise in assignment.config.exercises:
        own = [one for one in made if one.exercise == exercise.name]
        judges = sorted({exercise.name, *(name for one in own for name in users[one.function])})
        texts = [f"{one.function} {one.old} {one.new} {one.line - own[0].line}" for one in own]
        texts += [(solutions / "hidden" / f"test_{name}.py").read_text(encoding="utf-8") for name in judges]
        texts += [part.text for part in outline.parts(assignment) if exercise.name in users[part.names[0]]]
        found[exercise.name] = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return found


def kill(
    assignment: Assignment,
    exercises: Collection[str],
    *,
    grade: Grade,
    show: Callable[[int, int], None],
) -> list[Killing]:
    """Run the mutants of some exercises.

    A mutant is held against the tests of its home; one that they do not kill, against those of the
    other exercises that use what it changes. One that is taken for a known mistake, or loses the
    tests of one, is looked at again on other inputs.

    Args:
        assignment: whose reference is mutated.
        exercises: whose mutants.
        grade: how jobs are graded.
        show: is told how many are done, of how many there are now.

    Raises:
        CourseError: reference, tests or equivalent.toml are broken.
        OurError: the extra `audit` is not installed.
    """
    return _Hunt(assignment, exercises, grade, show).result()


class _Hunt:
    def __init__(
        self,
        assignment: Assignment,
        exercises: Collection[str],
        grade: Grade,
        show: Callable[[int, int], None],
    ) -> None:
        self._assignment, self._grade, self._show = assignment, grade, show
        self._keys = keys(assignment)
        self._mutants = [one for one in mutants(assignment) if one.exercise in exercises]
        self._said = {one.change for one in equivalents(assignment)}
        self._exercises = [one.name for one in assignment.config.exercises if one.name in exercises]
        self._limits = msgspec.structs.replace(
            assignment.config.limits,
            **{name: min(value, getattr(assignment.config.limits, name)) for name, value in SHORT.items()},
        )
        self._done = self._planned = 0

    def result(self) -> list[Killing]:
        self._fit_limits()
        home = self._run([(one, [one.exercise]) for one in self._mutants], "")
        users = outline.users(self._assignment)
        others = {
            one: [name for name in users[one.function] if name != one.exercise] for one in self._mutants
        }
        left = [(one, others[one]) for one in self._mutants if _fate(home[one]) == "survived" and others[one]]
        fates = {one: _fate(report) for one, report in home.items()}
        fates |= {one: _fate(report) for one, report in self._run(left, "").items()}
        named = self._names(home)
        return [self._killing(exercise, fates, named) for exercise in self._exercises]

    def _killing(self, exercise: str, fates: dict[Mutant, Fate], named: dict[Mutant, Named]) -> Killing:
        own = [one for one in self._mutants if one.exercise == exercise]
        found = Killing(
            exercise=exercise,
            key=self._keys[exercise],
            killed=sum(fates[one] == "killed" for one in own),
            timed_out=sum(fates[one] == "timed_out" for one in own),
            survived=[one.diff for one in own if fates[one] == "survived"],
            named=[named[one] for one in own if one in named],
        )
        return _told_apart(found, self._said)

    def _names(self, reports: dict[Mutant, Report]) -> dict[Mutant, Named]:
        """Look again, on other inputs, at the mutants that lose what a known mistake loses."""
        patterns = {(one.exercise, one.fails) for one in variants.discover(self._assignment, "wrong")}
        alike = [one for one, report in reports.items() if (one.exercise, _lost(report)) in patterns]
        again = self._run([(one, [one.exercise]) for one in alike], "again")
        names = {one: (_name(reports[one]), _name(again[one])) for one in alike}
        return {
            one: Named(diff=one.diff, name=first, again=second)
            for one, (first, second) in names.items()
            if first or second
        }

    def _fit_limits(self) -> None:
        """Give mutants the assignment's own limits where the reference does not make do with short ones."""
        cells = self._cells(variants.reference_cells(self._assignment))
        jobs = [
            Job(student=name, digest=name, cells=cells, exercises=[name], limits=self._limits)
            for name in self._exercises
        ]
        slow: list[bool] = []
        self._grade(jobs, lambda _, report: slow.append(_fate(report) != "survived"))
        if any(slow):
            self._limits = self._assignment.config.limits

    def _run(self, some: Sequence[tuple[Mutant, list[str]]], salt: str) -> dict[Mutant, Report]:
        """Grade mutants; other salt, other inputs."""
        self._planned += len(some)
        jobs = [self._job(mutant, exercises, salt) for mutant, exercises in some]
        reports: dict[Mutant, Report] = {}

        def keep(number: int, report: Report) -> None:
            reports[some[number][0]] = report
            self._done += 1
            self._show(self._done, self._planned)

        self._grade(jobs, keep)
        return reports

    def _job(self, mutant: Mutant, exercises: list[str], salt: str) -> Job:
        digest = hashlib.sha256(f"{salt}\0{mutant.source}".encode()).hexdigest()
        cells = self._cells(variants.reference_cells(self._assignment, mutant.source))
        where = f"{mutant.function}, line {mutant.line}"
        return Job(student=where, digest=digest, cells=cells, exercises=exercises, limits=self._limits)

    def _cells(self, sources: dict[str, str]) -> tuple[Cell, ...]:
        run = [one for one in self._assignment.cells if one.role in ("provided", "solution")]
        return tuple(
            Cell(number, "code", one.id, sources.get(one.id, one.source), one.role)
            for number, one in enumerate(run, start=1)
        )


def _fate(report: Report) -> Fate:
    if report.outcome is Status.not_graded:
        raise (OurError if report.our_fault else CourseError)(report.reason)
    lost = {test.outcome for one in report.exercises for test in one.tests} - {Outcome.passed}
    if not lost:
        return "survived"
    return "timed_out" if lost == {Outcome.timed_out} else "killed"


def _exercise(report: Report) -> ExerciseReport:
    return report.exercises[0]


def _lost(report: Report) -> frozenset[str]:
    tests = _exercise(report).tests
    return frozenset(test.name for test in tests if test.outcome is not Outcome.passed)


def _name(report: Report) -> str:
    diagnosis = _exercise(report).diagnosis
    return diagnosis.names[0] if diagnosis is not None and diagnosis.kind == "named" else ""
