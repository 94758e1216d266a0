"""Mutants that no test can kill, recorded beside the reference with the reason why.

    [[equivalent]]
    function = "_count"
    old = "if value < least:"
    new = "if value <= least - 1:"
    reason = "for integers the two conditions are one"

`function`, `old` and `new` are those of the mutant, as its diff shows them: changed lines stripped
and joined by a space. An entry stands for every mutant of that function that it describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from autograder.assignment import Assignment
from autograder.audit.mutation import Mutant
from autograder.errors import CourseError

FILE = "equivalent.toml"
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Equivalent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry. `new` is empty where the mutant only takes lines away."""

    function: Text
    old: Text
    new: str
    reason: Text

    @property
    def change(self) -> tuple[str, str, str]:
        """What it describes, whatever the reason."""
        return self.function, self.old, self.new


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of equivalent.toml."""

    equivalent: list[Equivalent] = []


def equivalents(assignment: Assignment) -> list[Equivalent]:
    """Return the entries of an assignment, in their order; none where it has no such file.

    Raises:
        CourseError: the file cannot be decoded, or an entry stands twice.
    """
    path = assignment.hidden().parent / FILE
    if not path.exists():
        return []
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=File).equivalent
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise CourseError(f"{assignment.slug}/{FILE}: {error}") from error
    known: set[tuple[str, str, str]] = set()
    for place, one in enumerate(found):
        if one.change in known:
            raise CourseError(
                f"{assignment.slug}/{FILE}: the entry stands twice - at `$.equivalent[{place}]`"
            )
        known.add(one.change)
    return found


def change(diff: str) -> tuple[str, str, str]:
    """Return function, old and new of a mutant that is known by its diff (mutation.Mutant.diff)."""
    head, *lines = diff.splitlines()
    old, new = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in ("-", "+"))
    return head.removeprefix("@@ ").partition(",")[0], old, new


def match(
    mutants: Sequence[Mutant], entries: Sequence[Equivalent]
) -> tuple[dict[Mutant, Equivalent], list[Equivalent]]:
    """Return the mutants that an entry describes, each with it, and the entries that describe none: stale."""
    by_change = {entry.change: entry for entry in entries}
    changes = {mutant: (mutant.function, mutant.old, mutant.new) for mutant in mutants}
    found = {mutant: by_change[change] for mutant, change in changes.items() if change in by_change}
    used = {entry.change for entry in found.values()}
    return found, [entry for entry in entries if entry.change not in used]
