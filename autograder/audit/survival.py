"""What does not hold among an assignment's machine mutants, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.assignment import Assignment
from autograder.audit import outline
from autograder.audit.changes import installed
from autograder.audit.equivalents import change, equivalents, match
from autograder.audit.judgement import Finding
from autograder.audit.killing import FILE, Killing, keys
from autograder.audit.mutation import mutants

LEAST_KILLED = 0.95


def judge(assignment: Assignment, recorded: Sequence[Killing]) -> Iterator[Finding]:
    """Yield what does not hold. An assignment whose mutants were never run has nothing to answer for.

    Args:
        assignment: whose reference is mutated.
        recorded: what is known of its mutants.

    Raises:
        CourseError: reference or equivalent.toml are broken.
    """
    for name, reaching in outline.users(assignment).items():
        if not reaching:
            yield Finding("mutants", "reference.py", f"reference.py: no exercise makes use of {name}")
    if recorded and installed():
        yield from _stale(assignment, recorded)
    if recorded and share(recorded) < LEAST_KILLED:
        living = sum(len(one.survived) for one in recorded)
        text = f"{FILE}: expected {LEAST_KILLED:.0%} of the mutants killed, received {share(recorded):.1%}"
        hint = f"write tests for the {living} that live, or say in equivalent.toml why they are no mistakes"
        yield Finding("mutants", FILE, f"{text}: {hint}")
    for one in recorded:
        for named in one.named:
            if named.name != named.again:
                taken = f"{named.name or 'nothing'} on some inputs, {named.again or 'nothing'} on others"
                text = f"{FILE}: a mutant of {one.exercise} is taken for {taken}: {_first(named.diff)}"
                yield Finding("diagnosis", FILE, text)


def share(recorded: Sequence[Killing]) -> float:
    """Return which part of the mutants was killed; one that never ends counts."""
    total = sum(one.total for one in recorded)
    return (total - sum(len(one.survived) for one in recorded)) / total if total else 1.0


def _stale(assignment: Assignment, recorded: Sequence[Killing]) -> Iterator[Finding]:
    wanted = keys(assignment)
    for one in recorded:
        if wanted.get(one.exercise) != one.key:
            text = f"{FILE}: the mutants of {one.exercise} were run on other files than today's"
            yield Finding("stale", FILE, f"{text}: run autograder audit --mutants changed")
    found, useless = match(mutants(assignment), equivalents(assignment))
    alive = {change(diff) for one in recorded for diff in one.equivalent}
    looked_at = {one.exercise for one in recorded}
    for mutant, entry in found.items():
        if mutant.exercise in looked_at and entry.change not in alive:
            text = f"equivalent.toml: the tests kill a mutant of {mutant.exercise} that stands there"
            yield Finding("mutants", "equivalent.toml", f"{text}: {_first(mutant.diff)}")
    for entry in useless:
        text = f"equivalent.toml describes no mutant: {entry.function}: {entry.old!r} to {entry.new!r}"
        yield Finding("stale", "equivalent.toml", text)


def _first(diff: str) -> str:
    """Return a mutant in a line: where it is, and the line that it adds."""
    lines = diff.splitlines()
    added = next((line for line in lines if line.startswith("+")), "")
    return f"{lines[0]} {added}"
