"""The students to look at: what their reports cannot settle, or what no other report looks like."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.classreport import measures
from autograder.classreport.measures import Usual
from autograder.classreport.survey import Survey, seconds_of
from autograder.model import Outcome, Report, Status

TOLD = {Outcome.timed_out: "timed out", Outcome.died: "its process ended"}


@dataclass(frozen=True)
class Case:
    """A student, and why to look; `reason` is the report's own, of what was not graded."""

    student: str
    why: tuple[str, ...]
    reason: str = ""
    our_fault: bool = False


def usual_seconds(survey: Survey) -> Usual | None:
    """Return how long submissions usually take; None if too few reports tell."""
    return measures.usual([seconds_of(report) for report in survey.graded])


def cases(survey: Survey) -> list[Case]:
    """Return whom to look at: first what was not graded, our own failures before all."""
    usual = usual_seconds(survey)
    found = [_case(report, usual) for report in survey.reports]
    to_see = [case for case in found if case.why]
    return sorted(to_see, key=lambda case: (not case.our_fault, not case.reason, case.student))


def _case(report: Report, usual: Usual | None) -> Case:
    if report.outcome is not Status.graded:
        why = "not graded, by a fault of ours" if report.our_fault else "not graded"
        return Case(report.student, (why,), report.reason or "no reason is given", report.our_fault)
    told = [_where(report, outcome) for outcome in TOLD]
    return Case(report.student, tuple(filter(None, [_empty(report), *told, _speed(report, usual)])))


def _empty(report: Report) -> str:
    found = {test.outcome for one in report.exercises for test in one.tests if not test.skipped}
    nothing = Outcome.not_implemented in found and found <= {Outcome.not_implemented, Outcome.not_run}
    return "nothing is implemented" if nothing else ""


def _where(report: Report, outcome: Outcome) -> str:
    names = [one.name for one in report.exercises if any(test.outcome is outcome for test in one.tests)]
    return f"{TOLD[outcome]} in {', '.join(names)}" if names else ""


def _speed(report: Report, usual: Usual | None) -> str:
    seconds = seconds_of(report)
    if usual is None or not seconds or usual.low <= seconds <= usual.high:
        return ""
    return f"unusually {'fast' if seconds < usual.low else 'slow'}: {duration(seconds)}"


def duration(seconds: float) -> str:
    """Return a duration as it is said."""
    if seconds < 0.01:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.{2 if seconds < 1 else 1}f} s" if seconds < 100 else f"{seconds / 60:,.1f} min"
