"""The reports in a folder of `autograder grade`; what is no report of ours is named, and the rest goes on."""

from __future__ import annotations

import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder import model
from autograder.model import ExerciseReport, Report, Status, TestReport

MAX_BYTES = 64 << 20  # of a report.json; texts in it are cut, so that of ours are far smaller
LEAST_POINTS, MAX_POINTS = 0.01, 1e6  # of an assignment; sums of foreign numbers stay finite
MAX_SECONDS = 1e9
ROUNDING = 1 + 1e-9


@dataclass(frozen=True)
class Damaged:
    """A report.json that is none of ours, or no longer is, and why."""

    folder: str
    reason: str


def reports(folder: Path) -> tuple[list[Report], list[Damaged]]:
    """Read `folder/STUDENT/report.json` of every student, in the order of the folders' names.

    Raises:
        OSError: there is no such folder.
    """
    good: list[Report] = []
    bad: list[Damaged] = []
    for home in sorted(folder.iterdir()):
        path = home / "report.json"
        if home.name.startswith(".") or not (path.is_symlink() or path.exists()):
            continue
        try:
            good.append(_load(path))
        except (ValueError, OSError, RecursionError) as error:
            bad.append(Damaged(home.name, str(error) or type(error).__name__))
    return good, bad


def _load(path: Path) -> Report:
    """Read one report.

    Raises:
        ValueError, RecursionError, OSError: it is none, or its numbers do not fit together.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        raise ValueError(f"expected a file of at most {MAX_BYTES:,} bytes")
    try:
        report = model.load(path)
    except msgspec.MsgspecError as error:  # of which only some are ValueErrors
        raise ValueError(str(error)) from error
    _check(report)
    return report


def _check(report: Report) -> None:
    """Demand what a strict decoder cannot: scores within their bounds, names used once.

    Raises:
        ValueError: with the place.
    """
    if not LEAST_POINTS <= report.max_score <= MAX_POINTS:
        raise ValueError(f"expected points above 0, received {report.max_score:g} - at $.max_score")
    if report.outcome is Status.graded:
        if report.score is None:
            raise ValueError("expected a score of what was graded, received none - at $.score")
        _check_score(report.score, report.max_score, "$")
    _check_names([one.name for one in report.exercises], "$.exercises")
    for index, exercise in enumerate(report.exercises):
        place = f"$.exercises[{index}]"
        _check_points(exercise, place)
        if not 0 <= exercise.seconds <= MAX_SECONDS:
            raise ValueError(f"expected seconds, received {exercise.seconds:g} - at {place}.seconds")
        if not 0 <= exercise.points_not_run <= MAX_POINTS:
            points = f"{exercise.points_not_run:g}"
            raise ValueError(f"expected points, received {points} - at {place}.points_not_run")
        _check_names([test.name for test in exercise.tests], f"{place}.tests")
        for number, test in enumerate(exercise.tests):
            _check_points(test, f"{place}.tests[{number}]")


def _check_points(part: ExerciseReport | TestReport, place: str) -> None:
    if not 0 <= part.max_score <= MAX_POINTS:
        raise ValueError(f"expected points, received {part.max_score:g} - at {place}.max_score")
    _check_score(part.score, part.max_score, place)


def _check_score(score: float, most: float, place: str) -> None:
    if not 0 <= score <= most * ROUNDING:
        raise ValueError(f"expected a score from 0 to {most:g}, received {score:g} - at {place}.score")


def _check_names(names: list[str], place: str) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"expected names used once, received {twice[0]!r} again - at {place}")
