"""Machine mutants: the reference with one place changed, as a careless or mistaken student would change it.

changes.py makes the changes; here each gets its home, the exercise whose tests should notice it.
"""

from __future__ import annotations

from itertools import takewhile

import msgspec

from autograder.assignment import Assignment
from autograder.audit import outline
from autograder.audit.changes import Change, changes
from autograder.audit.outline import Part

CONTEXT = 2  # unchanged lines shown around a change


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """A reference with one place changed.

    `exercise` is its home: the first in teaching order that reaches the changed definition;
    `function` is that definition, or the table. `old` and `new` are the changed lines, from
    `line` of reference.py on, each stripped and joined by a space; `diff` shows them in their place.
    """

    exercise: str
    function: str
    operator: str
    line: int
    old: str
    new: str
    diff: str
    source: str


def mutants(assignment: Assignment) -> list[Mutant]:
    """Return all machine mutants of an assignment's reference, in the order of its text.

    All compile, no two are the same program, and none is the reference. A name that no exercise
    reaches has no mutants: `outline.users` tells which those are.

    Raises:
        CourseError: there is no reference, or it cannot be parsed.
        OurError: the extra `audit` is not installed.
    """
    users = outline.users(assignment)
    made = []
    for part in outline.parts(assignment):
        reaching = {exercise for name in part.names for exercise in users[name]}
        homes = [one.name for one in assignment.config.exercises if one.name in reaching]
        if homes:
            made += [_mutant(part, homes[0], change) for change in changes(part.text)]
    return made


def _mutant(part: Part, home: str, change: Change) -> Mutant:
    before, after = part.text.splitlines(), change.text.splitlines()
    top = _alike(before, after)
    bottom = _alike(before[top:][::-1], after[top:][::-1])
    gone, come = before[top : len(before) - bottom], after[top : len(after) - bottom]
    around = before[max(top - CONTEXT, 0) : top], before[len(before) - bottom :][:CONTEXT]
    line = part.line + top
    shown = [
        f"@@ {part.names[0]}, line {line}: {change.operator} @@",
        *(f" {same}" for same in around[0]),
        *(f"-{old}" for old in gone),
        *(f"+{new}" for new in come),
        *(f" {same}" for same in around[1]),
    ]
    return Mutant(
        exercise=home,
        function=part.names[0],
        operator=change.operator,
        line=line,
        old=" ".join(old.strip() for old in gone),
        new=" ".join(new.strip() for new in come),
        diff="\n".join(shown),
        source=f"{part.before}{change.text}{part.after}",
    )


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines two texts have in common before they differ."""
    pairs = zip(one, other, strict=False)  # one of them may be shorter
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
