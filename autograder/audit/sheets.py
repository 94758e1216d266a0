"""Answers to different exercises, handed in together: one submission tells of many answers.

Each answer is held against the tests of its own exercise. Where one of a sheet does not do there
what it should, its answers are handed in again one by one, against all exercises: then it shows
whose fault it is, and whether one spoils another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.variants import Variant, bound


@dataclass
class Sheet:
    """Answers that can stand in one notebook: one an exercise, with no name that means two things."""

    answers: list[Variant] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def takes(self, one: Variant) -> bool:
        """Take an answer in, if it fits."""
        names = _meanings(one)
        free = all(self.names.get(name, meaning) == meaning for name, meaning in names.items())
        if not free or one.exercise in {other.exercise for other in self.answers}:
            return False
        self.answers.append(one)
        self.names |= names
        return True


def sheets(answers: Iterable[Variant]) -> list[Sheet]:
    """Spread answers over as few sheets as a simple rule gives: each goes into the first that takes it."""
    found: list[Sheet] = []
    for one in answers:
        if not any(sheet.takes(one) for sheet in found):
            found.append(Sheet())
            found[-1].takes(one)
    return found


def _meanings(one: Variant) -> dict[str, str]:
    """Return what each top-level name of an answer stands for: an import, or something of its own."""
    tree = ast.parse(one.code)
    own = f"{one.exercise}/{one.name}"
    found = dict.fromkeys(bound(tree.body), own)
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = getattr(node, "module", "") or ""
            for alias in node.names:
                found[alias.asname or alias.name] = f"{origin} {alias.name}"
    return found
