"""What a grading run hands to nbgrader's converter: a report, and the cells it was made from.

A converter without such an entry (`nbgrader autograde` alone) reads the file, and finds or makes the report.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from autograder.model import Report
from autograder.submission import Cell


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One student's line in the gradebook.

    `cells` are those of the file that was graded just now; None where an earlier run has read it.
    """

    report: Report
    cells: tuple[Cell, ...] | None = None


# What is at hand, by converter and by nbgrader's name of the student.
at_hand: WeakKeyDictionary[Any, dict[str, Entry]] = WeakKeyDictionary()


def entry(converter: Any, student: str) -> Entry | None:
    """Return a student's entry, if a run has handed it over."""
    return at_hand.get(converter, {}).get(student)
