"""Solutions against tests as a table: a row for each known answer, a column for each hidden test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from autograder.model import Diagnosis, Outcome

Side = Literal["stub", "reference", "right", "wrong", "junk"]
HARMLESS = (Outcome.passed, Outcome.not_run)  # an outcome that waits for a mechanism has caught nobody


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

    def as_declared(self) -> bool:
        """Tell whether it loses, in its own exercise, exactly what it says."""
        return not self.reason and self.lost_in(self.exercise) == frozenset(self.fails)

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
