"""What a report follows from, and whether it still does: what is unchanged is not graded again.

Beside each report.json stands reuse.json, a Key: digests of the report itself, of the submission, and
of everything of ours that the grade follows from, by names that a person can read. Some of that
concerns every exercise; a hidden test, and the known mistakes it is compared with, concern one, and
then that one alone is graded again. An exercise so graded meets a fresh child: an answer that depends
on what other exercises were asked before has no promise of the same score.

What students are shown (hints, pages) follows from the report, so it is no part of a key.
"""

from __future__ import annotations

import ast
import hashlib
import os
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec

from autograder import handout, model, seeds, submission
from autograder.assignment import Assignment
from autograder.errors import NotRun, UnreadableError
from autograder.intake import Found
from autograder.model import Outcome, Report, Size, Status
from autograder.sandbox.toolbox import TOOLBOXES, on_device
from autograder.text import one_line

FILE = "reuse.json"
REPORT = "report.json"
LIBRARIES = ("numpy", "keras", "tensorflow", "scikit-learn", "pytest")
# Of the engine: no score follows from them.
NOT_GRADING = (
    "audit",
    "book",
    "calibration",
    "classreport",
    "cli",
    "gradescope",
    "notebook",
    "reports",
    "workflows",
)

Digests = dict[str, str]  # by a name to tell a person


class Key(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of reuse.json: what a report, of this digest, follows from."""

    schema: Literal[1] = 1
    report: str
    submission: str
    seed: str
    common: Digests
    exercises: dict[str, Digests]


@dataclass(frozen=True)
class Basis:
    """What reports follow from today, apart from the submissions."""

    assignment: Assignment
    secret: bytes
    size: Size
    common: Digests
    exercises: dict[str, Digests]

    def seed(self, digest: str) -> str:
        """Return the seed of a submission whose bytes have this digest."""
        slug, version = self.assignment.slug, self.assignment.config.version
        return seeds.submission_seed(self.secret, slug=slug, version=version, digest=digest)


@dataclass(frozen=True)
class Plan:
    """What is to be done about a submission: grade some exercises (None: all of it), and why.

    `old` is the report that the others are taken from; `digest` is that of the submission's bytes now,
    empty where there are none.
    """

    why: str
    exercises: frozenset[str] | None = None
    old: Report | None = None
    digest: str = ""

    @property
    def nothing(self) -> bool:
        """The old report stands as it is."""
        return self.exercises == frozenset()


def basis(assignment: Assignment, *, secret: bytes, size: Size, on_gpus: bool = False) -> Basis:
    """Take down what reports follow from; `on_gpus`: Keras computes on GPUs.

    Raises:
        CourseError: the assignment is broken.
    """
    common = {
        **installed(),
        "--size": size if size == "cpu" else f"gpu {_device()}",
        "assignment": assignment.slug,
        "assignment.toml": _digest(msgspec.json.encode(msgspec.structs.replace(assignment.config, title=""))),
        "provided cells": _digest(msgspec.json.encode(list(_official(assignment)))),
        "reference.py": _digest_of(assignment.hidden().parent / "reference.py"),
    }
    names = [exercise.name for exercise in assignment.config.exercises]
    exercises = {name: {"section title": handout.section(assignment, name)} for name in names}
    for one in assignment.config.exercises:
        if TOOLBOXES[one.toolbox].has_tensors:
            exercises[one.name]["device"] = "gpu" if on_gpus or (one.device == "gpu" and _device()) else "cpu"
    for path in _files(assignment.hidden()):
        raw, about = path.read_bytes(), f"hidden/{path.relative_to(assignment.hidden()).as_posix()}"
        for name in _tested(raw) & {*names} if path.suffix == ".py" else ():
            exercises[name][about] = _digest(raw)
        if not any(about in digests for digests in exercises.values()):  # helpers, data: of every exercise
            common[about] = _digest(raw)
    for name in names:
        for path in _files(assignment.hidden().parent / "wrong" / name):  # known mistakes name what is lost
            exercises[name][f"wrong/{name}/{path.name}"] = _digest(path.read_bytes())
    return Basis(assignment, secret, size, common, exercises)


def installed() -> Digests:
    """Return what reports follow from of all that must be the same wherever submissions are graded."""
    return {
        "engine": engine(),
        "python": platform.python_version(),
        **{name: _version(name) for name in LIBRARIES},
        "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", ""),
    }


@cache
def engine() -> str:
    """Return a digest of the autograder's own sources, those that scores follow from."""
    home = Path(__file__).parent
    paths = [path for path in _files(home) if path.relative_to(home).parts[0] not in NOT_GRADING]
    named = [(path.relative_to(home).as_posix(), _digest(path.read_bytes())) for path in paths]
    return _digest(msgspec.json.encode(named))


def plan(folder: Path, found: Found, now: Basis, *, force: bool = False) -> Plan:
    """Decide what there is to grade.

    Args:
        folder: where the submission's report may stand.
        found: the submission.
        now: what its report would follow from.
        force: whatever has been graded before, all of it.
    """
    try:
        digest = _digest(submission.contents(found.path)) if not found.fault else ""
    except UnreadableError:
        digest = ""
    decided = Plan("--force") if force else _plan(folder, found, digest, now)
    return replace(decided, digest=digest)


def _plan(folder: Path, found: Found, digest: str, now: Basis) -> Plan:
    if not (folder / REPORT).exists():
        return Plan("new")
    if not digest:
        return Plan("there is no file to read")
    try:
        old, key = _recorded(folder)
    except (UnreadableError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Plan(f"its old report cannot be used: {one_line(str(error))}")
    if old.our_fault:
        return Plan("it was not graded before, by no fault of the student's")
    if key is None:
        return Plan("nothing is recorded of what its old report follows from")
    if old.student != found.student:
        return Plan("the report in its place is of another student")
    if key.submission != f"{digest}{found.path.suffix}":
        return Plan("the submission changed")
    if changed := _changed(key.common, now.common):
        return Plan(f"{changed} changed")
    if key.seed != now.seed(digest):
        return Plan("the secret changed")
    return _of_exercises(old, key, now)


def _of_exercises(old: Report, key: Key, now: Basis) -> Plan:
    """Decide where nothing has changed that concerns every exercise."""
    if old.outcome is not Status.graded:
        return Plan("unchanged", frozenset(), old)
    if [one.name for one in old.exercises] != list(now.exercises):
        return Plan("its old report cannot be used: it is of other exercises")
    why: dict[str, str] = {}
    for one in old.exercises:
        if changed := _changed(key.exercises.get(one.name, {}), now.exercises[one.name]):
            why[one.name] = f"{changed} changed: exercise {one.name}"
        elif _device() and any(test.skipped for test in one.tests):
            why[one.name] = f"tests were not run: exercise {one.name}"
    kept = [test.outcome for one in old.exercises if one.name not in why for test in one.tests]
    if why and Outcome.timed_out in kept:
        return Plan(f"{'; '.join(why.values())} (and others, for what timed out before shares its time)")
    return Plan("; ".join(why.values()) or "unchanged", frozenset(why), old)


def record(folder: Path, found: Found, digest: str, now: Basis) -> None:
    """Write the key of the report in a folder, after the report.

    Args:
        folder: where the report stands.
        found: the submission.
        digest: of its bytes, when it was read.
        now: what the report follows from.
    """
    key = Key(
        report=_digest((folder / REPORT).read_bytes()),
        submission=f"{digest}{found.path.suffix}",  # what its bytes are read as matters too
        seed=now.seed(digest),
        common=now.common,
        exercises=now.exercises,
    )
    model.write_whole(folder / FILE, msgspec.json.format(msgspec.json.encode(key), indent=2) + b"\n")


def merged(old: Report, new: Report) -> Report:
    """Return an old report in which some exercises have been graded again.

    Notes on the submission are those of both; wall and printed text are those of the last time.
    """
    if new.outcome is not Status.graded:
        return new
    fresh = {one.name: one for one in new.exercises}
    exercises = [fresh.get(one.name, one) for one in old.exercises]
    points = new.max_score + new.points_not_run
    return msgspec.structs.replace(
        new,
        exercises=exercises,
        score=sum(one.score for one in exercises),
        max_score=points - sum(one.points_not_run for one in exercises),
        notes=[*dict.fromkeys([*old.notes, *new.notes])],
    )


def _recorded(folder: Path) -> tuple[Report, Key | None]:
    """Read a report and its key, if it has one.

    Raises:
        UnreadableError: one is no plain file of bounded size, or the key is that of another report.
        msgspec.MsgspecError, UnicodeDecodeError, RecursionError: one is damaged, or of another schema.
    """
    raw = submission.contents(folder / REPORT)
    old = msgspec.json.decode(raw, type=Report)
    if not (folder / FILE).exists():
        return old, None
    key = msgspec.json.decode(submission.contents(folder / FILE), type=Key)
    if key.report != _digest(raw):
        raise UnreadableError(f"{REPORT} is not the one that {FILE} tells of")
    return old, key


def _official(assignment: Assignment) -> Iterator[tuple[str, str, str]]:
    """Yield what the grader takes from the handout: ids and roles, and the text of provided cells."""
    for cell in assignment.cells:
        yield cell.id, cell.role, cell.source if cell.role in ("provided", "check", "demo") else ""


def _tested(raw: bytes) -> set[str]:
    """Return the exercises that a file of tests marks; none where that cannot be read off its text."""
    try:
        calls = [node for node in ast.walk(ast.parse(raw)) if isinstance(node, ast.Call)]
    except (SyntaxError, ValueError, RecursionError):
        return set()
    marks = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "exercise"]
    names = [one.args[0].value for one in marks if one.args and isinstance(one.args[0], ast.Constant)]
    return {str(name) for name in names} if len(names) == len(marks) else set()


def _files(folder: Path) -> Iterable[Path]:
    """Return the files of a folder, but for hidden and compiled ones."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return [path for path in paths if not any(p.startswith(".") for p in path.relative_to(folder).parts)]


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Return the names of what differs, in words."""
    return ", ".join(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def _device() -> str:
    """Return which GPU large tests would run on, nothing where there is none."""
    try:
        return on_device("")
    except NotRun:
        return ""


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


def _digest_of(file: Path) -> str:
    return _digest(file.read_bytes()) if file.is_file() else "none"


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
