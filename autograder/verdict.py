"""What an exception in a hidden test means, and the words for it that may reach the student."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from autograder import plugin
from autograder.attempt import Attempt
from autograder.errors import Died, Missing, NotData, NotRun, Raised, StudentFault, TimedOut
from autograder.judging import DidNotRaise, Mismatch
from autograder.model import Outcome, TestReport
from autograder.thresholds import Shortfall

MAX_LINE = 120
MAX_LINES = 4096


@dataclass(frozen=True)
class Verdict:
    """The outcome of a test, and a message from a fixed vocabulary plus the student's own line.

    `share` of the test's points is earned.
    """

    outcome: Outcome
    message: str = ""
    share: float = 0.0


PASSED = Verdict(Outcome.passed, share=1.0)
WAITS = Verdict(Outcome.not_run, "Not run: the facts above come first.")


def report(item: pytest.Item, result: Verdict, detail: str = "", replay: str = "") -> TestReport:
    """Return the report of a test that ended so; `item` is the test or any of its cases."""
    worth = plugin.points(item)
    return TestReport(
        name=getattr(item, "originalname", item.name),
        fact=plugin.fact(item),
        outcome=result.outcome,
        score=worth * result.share,
        max_score=worth,
        message=result.message,
        detail=detail,
        replay=replay,
    )


def not_here(item: pytest.Item, error: NotRun) -> TestReport:
    """Return the report of a test that needs what is not here: it counts neither for nor against."""
    return msgspec.structs.replace(report(item, Verdict(Outcome.not_run, f"Not run: {error}")), max_score=0.0)


def verdict(error: BaseException | None, attempt: Attempt) -> Verdict | None:
    """Judge one run of a test by the exception that ended it (None: it passed).

    Returns:
        The verdict, or None where the exception is neither the student's nor an assertion's, so
        that the test itself is suspect.
    """
    match error:
        case None:
            return PASSED
        case StudentFault():
            return _fault(error, attempt)
        case Mismatch():
            return Verdict(Outcome.failed, error.words)
        case DidNotRaise():
            promised = error.expected.__name__
            return Verdict(Outcome.failed, f"The {promised} that the specification promises is missing.")
        case Shortfall():
            return Verdict(Outcome.failed, error.trial.words, error.trial.share)
        case AssertionError():
            return Verdict(Outcome.failed, "The answer is not what this fact demands.")
    return None


def _fault(fault: StudentFault, attempt: Attempt) -> Verdict:
    match fault:
        case Missing(cause=None):
            return Verdict(Outcome.not_implemented, f"{fault.name} is not defined.")
        case Missing(cause=cause):
            because = f"since its cell failed: {describe(cause, attempt)}"
            return Verdict(_outcome(cause), f"{fault.name} is not defined, {because}")
        case Raised(kinds=kinds) if "NotImplementedError" in kinds:
            return Verdict(Outcome.not_implemented, "Not implemented yet.")
        case Raised():
            return Verdict(Outcome.raised, f"{fault.kind}{_place(fault, attempt)}")
        case NotData():
            return Verdict(Outcome.failed, fault.shown)
    return Verdict(_outcome(fault), fault.shown)


def describe(fault: StudentFault | None, attempt: Attempt) -> str:
    """Describe a fault of loading a cell, in full: one that could know a hidden input is reticent."""
    if isinstance(fault, Raised):
        text = f": {fault.text}" if fault.text else ""
        return f"{fault.name}{text}{_place(fault, attempt)}"
    return str(fault)


def _outcome(fault: StudentFault | None) -> Outcome:
    match fault:
        case TimedOut():
            return Outcome.timed_out
        case Died():
            return Outcome.died
        case _:
            return Outcome.raised


def _place(raised: Raised, attempt: Attempt) -> str:
    """Say where in the student's own code: cell, line, and the text of that line.

    The place is the code's own choice, and could spell out a hidden input: so it must exist, and
    code of more lines than anybody writes by hand gets none (a lost test then tells 12 bits at most,
    of an input that no other submission will meet).
    """
    if not raised.lines or sum(cell.source.count("\n") + 1 for cell in attempt.lineup.cells) > MAX_LINES:
        return ""
    last = raised.lines[-1]
    cell = attempt.cell(last.cell)
    lines = cell.source.split("\n") if cell is not None else []
    if cell is None or not 1 <= last.line <= len(lines):
        return ""
    text = lines[last.line - 1].strip()[:MAX_LINE]
    name = cell.id or f"number {cell.number}"
    return f", line {last.line} of cell {name}" + (f": {text}" if text else "")
