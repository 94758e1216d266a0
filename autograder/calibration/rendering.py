"""What was measured, as a table, and the thresholds that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.calibration import evidence as files
from autograder.calibration import rule
from autograder.calibration.evidence import Calibrated, Evidence
from autograder.calibration.subjects import OutcomeTest
from autograder.thresholds import SEEDS as ROUND


def as_text(tests: Sequence[OutcomeTest], evidence: Evidence) -> RenderableType:
    """Return a table for each outcome test that was measured, for a terminal."""
    parts: list[RenderableType] = []
    for test in tests:
        if found := evidence.of(test):
            parts += [_table(test, found), *(Text(line) for line in _lines(test, found)), Text()]
    return Group(*parts)


def _table(test: OutcomeTest, found: Calibrated) -> Table:
    table = Table(title=f"{test.where} ({test.threshold.better} is better)", title_justify="left", box=None)
    table.add_column("solution", overflow="fold")
    for name in ("n", "mean", "sd", "min", "max"):
        table.add_column(name, justify="right", no_wrap=True)
    for measured in found.answers:
        if (spread := measured.spread()) is None:
            table.add_row(Text(measured.file), "0", *("-" for _ in range(4)))
            continue
        numbers = (spread.mean, spread.sd, min(spread.values), max(spread.values))
        count = str(len(spread.values))
        table.add_row(Text(measured.file), count, *(f"{number:.4g}" for number in numbers))
    return table


def _lines(test: OutcomeTest, found: Calibrated) -> Iterator[str]:
    right, wrong = files.spreads(test, found)
    yield f"declared: {_marks(test.threshold.full, test.threshold.half)}"
    if right:
        proposal = rule.propose(right, wrong, test.threshold.better)
        yield f"proposed: {_marks(proposal.full, proposal.half)}"
    for spread in right:
        if len(spread.values) >= ROUND:
            short, rounds = rule.rounds_short(spread, test.threshold)
            yield f"{spread.name}: {short:,} of {rounds:,} rounds of three seeds fall short of all points"


def _marks(full: float, half: float | None) -> str:
    return f"full={full:g}" + (f", half={half:g}" if half is not None else ", no half")
