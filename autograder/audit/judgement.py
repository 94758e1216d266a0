"""What does not hold in a matrix, one sentence each.

A hidden test is needed if it tells two solutions apart that no other test tells apart: a wrong
answer from the reference, or from another misconception (whose student then reads another fact).
Tests that only repeat what others see may stay if they say why: `@pytest.mark.explains("reason")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from autograder.audit.matrix import Matrix, Row
from autograder.model import Outcome

Kind = Literal[
    "course", "stub", "reference", "right", "wrong", "junk", "needless", "explains",
    "diagnosis", "signature", "hint", "figure", "stray", "stale", "mutants", "calibration",
]  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: `where` is a file or a test, `sentence` names it and the cause."""

    kind: Kind
    where: str
    sentence: str


def judge(matrix: Matrix) -> Iterator[Finding]:
    """Yield what does not hold, solutions first."""
    broken = [row for row in matrix.rows if row.reason]
    if broken:  # the same test breaks for all, with other words on other inputs
        yield Finding("course", matrix.assignment, f"{matrix.assignment}: {broken[0].reason}")
    elsewhere = _not_run(matrix)
    for exercise in sorted(elsewhere):
        text = f"{exercise} needs a GPU, and was not run: audit it on a machine that has one"
        yield Finding("course", f"hidden/test_{exercise}.py", text)
    for row in matrix.rows:
        if row.reason or row.exercise in elsewhere:
            continue
        if row.side == "wrong":
            yield from _wrong(row, matrix)
        elif row.side in ("right", "reference"):
            yield from _perfect(row)
        else:
            yield from _worthless(row, matrix)
        yield from _names(row, matrix)
    if not broken:
        for exercise in matrix.exercises():
            if exercise not in elsewhere:
                yield from _tests(matrix, exercise)


def _not_run(matrix: Matrix) -> set[str]:
    """Return the exercises of which not even the reference's answer was put to a test."""
    references = [row for row in matrix.rows if row.side == "reference" and not row.reason]
    return {
        exercise
        for row in references
        for exercise, tests in row.outcomes.items()
        if tests and {*tests.values()} == {Outcome.not_run}
    }


def _worthless(row: Row, matrix: Matrix) -> Iterator[Finding]:
    """The stub and junk earn nothing."""
    worth = {f"{column.exercise}.{column.name}": column.points for column in matrix.columns}
    if earned := [test for test in row.passed() if worth[test]]:
        points = f"{sum(worth[test] for test in earned):g} of {sum(worth.values()):g} points"
        text = f"{row.file}: expected to earn nothing, earns {points}: passes {_and(earned)}"
        yield Finding(row.side, row.file, text)


def _perfect(row: Row) -> Iterator[Finding]:
    """The reference and right answers pass every test."""
    if lost := row.lost():
        yield Finding(row.side, row.file, f"{row.file}: expected to pass every test, fails {_and(lost)}")


def _wrong(row: Row, matrix: Matrix) -> Iterator[Finding]:
    """A wrong answer is caught exactly where it says."""
    caught, declared = row.lost_in(row.exercise), frozenset(row.fails)
    known = {column.name for column in matrix.columns_of(row.exercise)}
    if absent := declared - known:
        yield Finding("wrong", row.file, f"{row.file}: FAILS names {_and(absent)}, expected tests that exist")
    if not row.lost():
        yield Finding("wrong", row.file, f"{row.file}: expected to be caught, passes every test")
    elif caught != declared & known:
        words = []
        if missed := declared & known - caught:
            words.append(f"passes {_and(missed)}, which FAILS names")
        if extra := caught - declared:
            words.append(f"fails {_and(extra)}, which FAILS does not name")
        yield Finding("wrong", row.file, f"{row.file}: {' and '.join(words)}")
    if elsewhere := [test for test in row.lost() if not test.startswith(f"{row.exercise}.")]:
        text = f"{row.file}: expected to lose points in its own exercise alone, fails {_and(elsewhere)}"
        yield Finding("wrong", row.file, text)


def _names(row: Row, matrix: Matrix) -> Iterator[Finding]:
    """A wrong answer caught where it says is diagnosed as itself; nothing else as anything.

    What only long training tells apart is not trained again for a name: there, none will do.
    """
    itself = row.side == "wrong" and row.lost_in(row.exercise) == frozenset(row.fails)
    wanted = {row.exercise: [row.name]} if itself else {}
    got = {exercise: found.names for exercise, found in row.diagnoses.items()}
    training = {one.name for one in matrix.columns_of(row.exercise) if one.trains}
    if set(row.fails) <= training and not got:
        return
    for exercise in sorted(wanted.keys() | got.keys()):
        if wanted.get(exercise) != got.get(exercise):
            expected = "its own name" if exercise in wanted else "no name"
            received = _and(got[exercise]) if exercise in got else "none"
            text = f"{row.file}: expected {expected} as the diagnosis of {exercise}, received {received}"
            yield Finding("diagnosis", row.file, text)


def _tests(matrix: Matrix, exercise: str) -> Iterator[Finding]:
    """Every test is needed, or explains and is not."""
    rows = [row.lost_in(exercise) for row in matrix.rows_of(exercise)]

    def told_apart(tests: Iterable[str]) -> int:
        """Count the solutions that look different to some tests."""
        return len({row & frozenset(tests) for row in rows})

    columns = matrix.columns_of(exercise)
    needed = {column.name for column in columns if not column.explains}
    for column in columns:
        where = f"hidden/test_{exercise}.py::{column.name}"
        if column.explains and told_apart(needed | {column.name}) > told_apart(needed):
            yield Finding(
                "explains", where, f"{where} tells solutions apart that others do not: it need not be marked"
            )
        if not column.explains and told_apart(needed - {column.name}) == told_apart(needed):
            yield Finding("needless", where, _needless(where, column.name, exercise, matrix))


def _needless(where: str, name: str, exercise: str, matrix: Matrix) -> str:
    caught = [
        row.name for row in matrix.rows_of(exercise) if row.side == "wrong" and name in row.lost_in(exercise)
    ]
    what = f"catches {_and(caught)}, which others tell apart as well" if caught else "catches no wrong answer"
    return f"{where} {what}: add a wrong answer that needs it, or mark it explains(reason)"


def _and(names: Iterable[str]) -> str:
    """Return names as a sentence has them: sorted, the first few."""
    found = sorted(names)
    return ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "")
