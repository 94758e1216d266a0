"""Grade with ours, and weigh a worker. These functions run in a process of their own, started afresh."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from autograder import assignment, grading, intake, reading
from autograder.model import Report
from autograder.sandbox.host import Sandbox

LOCKS, CALLS = 20, 1000
MIB = 1 << 20


@dataclass(frozen=True)
class OurRun:
    """One grading run, its start-up in three parts, and from the first submission to the last report."""

    submissions: int
    interpreter_seconds: float
    zygote_seconds: float
    oracle_seconds: float
    grading_seconds: float
    outcomes: dict[str, dict[str, bool]]  # student -> exercise -> full points
    faults: list[str]  # submissions that were not graded, and why

    @property
    def start_seconds(self) -> float:
        """All that comes before the first submission."""
        return self.interpreter_seconds + self.zygote_seconds + self.oracle_seconds


def grade(root: Path, slug: str, folder: Path, started: float) -> OurRun:
    """Grade a folder of notebooks as `autograder grade` does.

    Args:
        root: the course.
        slug: the assignment.
        folder: one notebook a student.
        started: when this process was ordered, by time.monotonic().
    """
    chosen = assignment.load(root, slug)
    found = intake.find([folder], slug=slug, notebook=chosen.notebook_name)
    times = [time.monotonic()]
    reports: list[Report] = []

    def keep(report: Report) -> None:
        reports.append(report)
        last[0] = time.monotonic()

    last = [0.0]
    with Sandbox() as sandbox:

        def from_the_first() -> Iterator[Any]:
            times.append(time.monotonic())
            yield from reading.submissions(found, reading.behind_the_wall(sandbox))

        sandbox.zygote("numpy")
        sandbox.zygote("intake")
        times.append(time.monotonic())
        grading.grade(chosen, from_the_first(), sandbox=sandbox, secret=b"bench", on_report=keep)
    began, zygote, first = times
    return OurRun(
        submissions=len(reports),
        interpreter_seconds=began - started,
        zygote_seconds=zygote - began,
        oracle_seconds=first - zygote,
        grading_seconds=last[0] - first,
        outcomes={
            report.student: {one.name: one.score == one.max_score for one in report.exercises}
            for report in reports
        },
        faults=[f"{report.student}: {report.reason}" for report in reports if not report.exercises],
    )


@dataclass(frozen=True)
class Memory:
    """A process's memory in MiB.

    `pss` counts a page shared by n processes 1/n: file pages depend on who else on the machine has
    the same libraries loaded. `anonymous` is the part of it that does not. `private` is what would
    be free if the process were gone.
    """

    pss: float
    anonymous: float
    private: float


@dataclass(frozen=True)
class Weight:
    """What one toolbox costs. Memory is None where only root may look."""

    wall: str
    zygote_start_seconds: float
    zygote_import_seconds: float
    lock_milliseconds: float
    call_microseconds: float
    trusted: Memory | None
    zygote: Memory | None
    child: Memory | None


def weigh(toolbox: str, cells: Mapping[int, str], name: str, arguments: tuple[Any, ...]) -> Weight:
    """Start a zygote, fork children, ask one of them often, and look at their memory meanwhile.

    Args:
        toolbox: the zygote's.
        cells: what the child runs first, by number.
        name: the function that is called.
        arguments: what it is called with.
    """
    with Sandbox(view=False) as sandbox:  # in a view of its own a child's number is not the machine's
        began = time.monotonic()
        zygote = sandbox.zygote(toolbox)
        start_seconds = time.monotonic() - began
        lock_seconds = [_lock_seconds(sandbox, toolbox) for _ in range(LOCKS)]
        with sandbox.child(toolbox) as child:
            for number, source in cells.items():
                child.request("cell", number, source, seconds=120)
            call_seconds = []
            for _ in range(CALLS):
                began = time.perf_counter()
                child.request("call", None, name, arguments, {}, seconds=5)
                call_seconds.append(time.perf_counter() - began)
            trusted, parent, own = (_memory(pid) for pid in (os.getpid(), zygote.pid, child._pid))
            return Weight(
                wall=str(child.wall),
                zygote_start_seconds=start_seconds,
                zygote_import_seconds=zygote.import_seconds,
                lock_milliseconds=median(lock_seconds) * 1e3,
                call_microseconds=median(call_seconds) * 1e6,
                trusted=trusted,
                zygote=parent,
                child=own,
            )


def _lock_seconds(sandbox: Sandbox, toolbox: str) -> float:
    """Return how long it takes until a child is locked in and says so."""
    began = time.perf_counter()
    child = sandbox.child(toolbox)
    seconds = time.perf_counter() - began
    child.close()
    return seconds


def _memory(pid: int) -> Memory | None:
    """Return a process's memory, or nothing where only root may look."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except PermissionError:
        return None
    size = {key: int(value.split()[0]) * 1024 / MIB for key, value in (line.split(":") for line in lines)}
    return Memory(size["Pss"], size["Pss_Anon"], size["Private_Clean"] + size["Private_Dirty"])
