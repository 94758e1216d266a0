"""calibration.json, beside the solutions: what each known answer reached, on which seeds, where and when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from autograder.assignment import Assignment
from autograder.calibration import rule
from autograder.calibration.rule import Spread
from autograder.calibration.subjects import Answer, OutcomeTest
from autograder.errors import CourseError

FILE = "calibration.json"


class Measured(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What one answer reached: seed → value, null where there was no finite one."""

    file: str
    digest: str
    date: str
    values: dict[int, float | None]

    def spread(self) -> Spread | None:
        """Return the finite values, if there are any."""
        values = tuple(value for value in self.values.values() if value is not None)
        return Spread(self.file, values) if values else None


class Calibrated(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What was measured by one outcome test, with which code, and where."""

    exercise: str
    test: str
    digest: str
    toolbox: str
    device: str
    versions: dict[str, str]
    answers: list[Measured]


class Evidence(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The contents of calibration.json."""

    schema: Literal[1] = 1
    tests: list[Calibrated] = []

    def of(self, test: OutcomeTest) -> Calibrated | None:
        """Return what was measured by a test."""
        return next(
            (one for one in self.tests if (one.exercise, one.test) == (test.exercise, test.name)), None
        )


def path(assignment: Assignment) -> Path:
    """Return where an assignment's evidence stands."""
    return assignment.hidden().parent / FILE


def read(file: Path) -> Evidence:
    """Read evidence; where there is no file, there is none.

    Raises:
        CourseError: the file is something else.
    """
    if not file.exists():
        return Evidence()
    try:
        return msgspec.json.decode(file.read_bytes(), type=Evidence)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CourseError(f"{file.parent.name}/{file.name}: {error}") from error


def write(evidence: Evidence, file: Path) -> None:
    """Write evidence whole or not at all, one value a line, so that a diff can be read."""
    raw = msgspec.json.format(msgspec.json.encode(evidence), indent=2)
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_bytes(raw + b"\n")
        partial.replace(file)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def still_valid(
    evidence: Evidence,
    tests: Sequence[OutcomeTest],
    *,
    device: str,
    versions: Mapping[str, Mapping[str, str]],
) -> Evidence:
    """Return what need not be measured again: of the same code, in the same circumstances.

    Args:
        evidence: what was measured before.
        tests: the outcome tests as they are now.
        device: where it would be measured now.
        versions: of each toolbox, likewise.

    Returns:
        Evidence with a place for every test and answer, empty where there is something to do.
    """
    kept = []
    for test in tests:
        place = Calibrated(
            exercise=test.exercise,
            test=test.name,
            digest=test.digest,
            toolbox=test.toolbox,
            device=device,
            versions=dict(versions[test.toolbox]),
            answers=[],
        )
        old = evidence.of(test)
        same = old is not None and msgspec.structs.replace(old, answers=[]) == place
        before = {one.file: one for one in old.answers} if same and old is not None else {}
        for answer in test.answers:
            found = before.get(answer.file)
            if found is None or found.digest != answer.digest:
                found = Measured(file=answer.file, digest=answer.digest, date="", values={})
            place.answers.append(found)
        kept.append(place)
    return Evidence(tests=kept)


def recorded(tests: Sequence[OutcomeTest], evidence: Evidence) -> dict[str, dict[str, list[float]]]:
    """Return what need not be trained again: answer → `exercise::test` → values, in the order of seeds.

    An answer is named by its file below the solutions' folder. What was changed since, or has too few
    values, is left out.
    """
    known: dict[str, dict[str, list[float]]] = {}
    for test in tests:
        found = evidence.of(test)
        doubted = {where for where, _ in _unproven(test, found)}
        if found is None or test.where in doubted:
            continue
        for _, measured in _pairs(test, found):
            if measured.file not in doubted:
                values = [math.nan if value is None else value for value in measured.values.values()]
                known.setdefault(measured.file, {})[f"{test.exercise}::{test.name}"] = values
    return known


def complaints(slug: str, tests: Sequence[OutcomeTest], evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Yield what speaks against declared thresholds: a file or test, and a sentence that names it."""
    for test in tests:
        found = evidence.of(test)
        unproven = list(_unproven(test, found))
        for where, what in unproven:
            yield where, f"{where} {what}: run autograder calibrate {slug}"
        if not unproven and found is not None:
            yield from _judged(test, found)


def _unproven(test: OutcomeTest, found: Calibrated | None) -> Iterator[tuple[str, str]]:
    """Yield what has yet to be measured."""
    if found is None:
        yield test.where, "has no evidence for its threshold"
        return
    if (found.digest, found.toolbox) != (test.digest, test.toolbox):
        yield test.where, "was changed since it was measured"
        return
    answers = {one.file: one for one in found.answers}
    for answer in test.answers:
        measured = answers.get(answer.file)
        if measured is None:
            yield answer.file, f"was not measured by {test.name}"
        elif measured.digest != answer.digest:
            yield answer.file, f"was changed since it was measured by {test.name}"
        elif len(measured.values) < rule.SEEDS:
            count = f"{len(measured.values)} seeds, expected {rule.SEEDS} at least"
            yield answer.file, f"was measured by {test.name} on {count}"


def _judged(test: OutcomeTest, found: Calibrated) -> Iterator[tuple[str, str]]:
    """Yield what the measured values say against the declared threshold."""
    for answer, measured in _pairs(test, found):
        failed = [seed for seed, value in measured.values.items() if value is None]
        if answer.right and failed:
            sentence = f"{answer.file} reaches no finite value on seed {failed[0]}, measured by {test.name}"
            yield answer.file, sentence
            return
    right, wrong = spreads(test, found)
    proposal = rule.propose(right, wrong, test.threshold.better)
    for ending in rule.shortcomings(test.threshold, proposal, wrong):
        yield test.where, f"{test.where} {ending}"


def spreads(test: OutcomeTest, found: Calibrated) -> tuple[list[Spread], list[Spread]]:
    """Return what right answers reached, and wrong ones (those that never came to a value left out)."""
    sides: tuple[list[Spread], list[Spread]] = ([], [])
    for answer, measured in _pairs(test, found):
        if spread := measured.spread():
            sides[not answer.right].append(spread)
    return sides


def _pairs(test: OutcomeTest, found: Calibrated) -> Iterator[tuple[Answer, Measured]]:
    by_file = {one.file: one for one in found.answers}
    return ((answer, by_file[answer.file]) for answer in test.answers if answer.file in by_file)
