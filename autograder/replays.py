"""The commands in a report that run its tests again: they name places, and places change."""

from __future__ import annotations

import shlex
from pathlib import Path

import msgspec

from autograder.model import Report, TestReport


def moved(report: Report, path: Path, hidden: Path) -> Report:
    """Return a report whose commands name a submission and hidden tests where they are now."""

    def test(old: TestReport) -> TestReport:
        try:
            words = shlex.split(old.replay)
            file, _, name = words[1].partition("::")
            words[1] = f"{hidden / file.rpartition('/hidden/')[2]}::{name}"
            words[words.index("--submission") + 1] = str(path)
        except (ValueError, IndexError):  # there is no command, or a very long one that was cut
            return old
        return msgspec.structs.replace(old, replay=shlex.join(words))

    exercises = [
        msgspec.structs.replace(one, tests=[test(each) for each in one.tests]) for one in report.exercises
    ]
    return msgspec.structs.replace(report, exercises=exercises)
