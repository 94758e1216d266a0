"""Text that is safe to look at, and a report as plain lines."""

from __future__ import annotations

import unicodedata

from autograder.model import ExerciseReport, Outcome

MAX_CHARACTERS = 4000


def visible(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return a text with control and direction marks made visible, and cut with a notice.

    An escape sequence, a carriage return or a right-to-left mark in a student's text must not act
    on the terminal or page that shows it.
    """
    shown = "".join(char if _harmless(char) else f"\\u{ord(char):04x}" for char in text[:limit])
    return shown if len(text) <= limit else f"{shown}… ({len(text):,} characters)"


def _harmless(char: str) -> bool:
    return (
        char == "\n" or char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )


def number(value: float | None) -> str:
    """Return points without a needless fraction."""
    return "-" if value is None else f"{value:g}"


def facts(exercise: ExerciseReport) -> str:
    """Return an exercise as lines of author's text only, for places that render markup."""
    lost = [test.fact for test in exercise.tests if test.outcome is not Outcome.passed]
    head = f"{exercise.name}: {number(exercise.score)} of {number(exercise.max_score)} points."
    return (
        head
        if not lost
        else "\n".join([f"{head} These facts do not hold yet:", "", *(f"- {one}" for one in lost)])
    )


def lines(exercise: ExerciseReport) -> str:
    """Return an exercise as plain lines, the student's own error lines included."""
    rows = [f"{exercise.name}: {number(exercise.score)} of {number(exercise.max_score)} points"]
    for test in exercise.tests:
        mark = "✓" if test.outcome is Outcome.passed else "✗"
        rows.append(f"  {mark} {number(test.score)}/{number(test.max_score)}  {test.fact}")
        if test.message:
            rows.append(f"         {visible(test.message)}")
    return "\n".join(rows)
