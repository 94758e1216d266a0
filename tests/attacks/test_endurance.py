"""A thousand submissions in a row, a fifth of them hostile: nothing stays behind."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder import grading
from autograder.model import Report
from autograder.sandbox.host import Sandbox
from autograder.submission import Submission, read
from tests.attacks import scene
from tests.attacks.corpus import attacks, notebook

SUBMISSIONS, HOSTILE_EVERY = 1000, 5
WARM = 200  # by then everything that is loaded once is loaded
MOST_GROWTH_MIB = 24
HONEST = 12.0


def memory_mib(pid: int | str) -> float:
    """What a process holds for itself: private pages, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def family(pid: int) -> list[int]:
    """All descendants of a process."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    own = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return own + [one for child in own for one in family(child)]


@pytest.mark.slow
def test_nothing_is_left_behind_by_a_thousand_submissions():
    seen: list[Report] = []
    after: dict[int, dict[str, float]] = {}
    with scene.scene(keras=False) as here, Sandbox() as sandbox:
        config = here.load().config
        quick = msgspec.structs.replace(
            config.limits, cell_seconds=1.0, call_seconds=0.5, submission_seconds=1.5
        )
        course = here.load()
        course = type(course)(**{**vars(course), "config": msgspec.structs.replace(config, limits=quick)})
        zygote = sandbox.zygote("numpy")

        def look(report: Report) -> None:
            seen.append(report)
            if len(seen) in (WARM, SUBMISSIONS):
                gc.collect()
                zygotes = family(zygote.pid)
                after[len(seen)] = {
                    "descriptors": len(os.listdir("/proc/self/fd")),
                    "processes": len(family(os.getpid())),
                    "scratch folders": len(list(zygote.root.iterdir())),
                    "grader": memory_mib("self"),
                    "zygote": sum(map(memory_mib, [zygote.pid, *zygotes])),
                }

        grading.grade(course, _class(here, course), sandbox=sandbox, secret=b"x" * 32, on_report=look)
        marks = os.listdir(here.marks)

    warm, end = after[WARM], after[SUBMISSIONS]
    assert len(seen) == SUBMISSIONS
    assert marks == []
    assert here.heard == []
    assert [r.student for r in seen if r.score != HONEST and r.student.startswith("honest")] == []
    for what in ("descriptors", "processes", "scratch folders"):
        assert end[what] == warm[what], what
    for who in ("grader", "zygote"):
        assert end[who] - warm[who] < MOST_GROWTH_MIB, (who, warm[who], end[who])
    print({name: (round(warm[name], 1), round(end[name], 1)) for name in end})


def _class(here: scene.Scene, course: object) -> Iterator[Submission]:
    """Four honest students, one attacker, and so on through the corpus."""
    path = here.home / "one.ipynb"
    hostile = itertools.cycle(attacks())
    for number in range(SUBMISSIONS):
        attack = next(hostile) if number % HOSTILE_EVERY == HOSTILE_EVERY - 1 else None
        path.write_text(notebook(course, attack, here.words(), extra=f"number = {number}"), encoding="utf-8")
        yield read(path, student=f"{attack.name if attack else 'honest'}-{number}")
