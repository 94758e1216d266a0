"""What a runner of submissions takes and gives: jobs in, reports out, each by content alone.

A Grade is a runner that is ready: `grade(jobs, on_report)`. `here` is the simplest one, in this process;
local.py has one of worker processes. Messages cross between processes by `write` and `read`.
"""

from __future__ import annotations

import itertools
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from autograder import grading
from autograder.assignment import Assignment, HandoutCell, TimeLimits
from autograder.grading import Focus
from autograder.model import Report, Size
from autograder.places import CPU
from autograder.sandbox.gpus import Slot
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, Submission

LENGTH = struct.Struct("!I")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A submission, and what of the assignment it is held against (see grading.Focus)."""

    student: str
    digest: str
    cells: tuple[Cell, ...]
    path: str = ""
    exercises: list[str] | None = None
    limits: TimeLimits | None = None
    measured: dict[str, list[float]] = {}
    worthless: bool = False

    def submission(self) -> Submission:
        """Return what is graded."""
        return Submission(self.student, self.digest, self.cells, Path(self.path))

    def focus(self) -> Focus:
        """Return how much of it."""
        exercises = None if self.exercises is None else frozenset(self.exercises)
        return Focus(exercises, self.limits, self.measured, self.worthless)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """The first message to a worker."""

    root: str
    slug: str
    secret: bytes
    cells: tuple[HandoutCell, ...]
    size: Size = "cpu"
    installed: dict[str, str] = {}  # what must be installed where the worker is (reuse.installed)
    slot: Slot = CPU


class Done(msgspec.Struct, frozen=True, tag=True):
    """A worker's answer to a job."""

    report: Report


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A worker's last message: whose fault it is that it cannot go on."""

    authors: bool
    text: str


OnReport = Callable[[int, Report], None]  # which of the jobs, and what became of it
Grade = Callable[[Iterable[Job], OnReport], None]


def here(
    assignment: Assignment, *, sandbox: Sandbox, secret: bytes, size: Size = "cpu", slot: Slot = CPU
) -> Grade:
    """Grade in this process, one job after the other."""

    def grade(jobs: Iterable[Job], on_report: OnReport) -> None:
        numbers = itertools.count()

        def keep(report: Report) -> None:
            on_report(next(numbers), report)

        run(assignment, jobs, sandbox, secret, keep, size=size, slot=slot)

    return grade


def run(
    assignment: Assignment,
    jobs: Iterable[Job],
    sandbox: Sandbox,
    secret: bytes,
    on_report: Callable[[Report], None],
    *,
    size: Size = "cpu",
    slot: Slot = CPU,
) -> None:
    """Grade jobs as they come."""
    at_hand: deque[Focus] = deque()

    def submissions() -> Iterator[Submission]:
        for job in jobs:
            at_hand.append(job.focus())
            yield job.submission()

    grading.grade(
        assignment,
        submissions(),
        sandbox=sandbox,
        secret=secret,
        on_report=on_report,
        focus=lambda _: at_hand.popleft(),
        size=size,
        slot=slot,
    )


def write(file: IO[bytes], message: Any) -> None:
    """Write a message with its length before it."""
    data = msgspec.msgpack.encode(message)
    file.write(LENGTH.pack(len(data)) + data)
    file.flush()


def read(file: IO[bytes], kind: Any) -> Any:
    """Read a message of a kind; None at the end of the file, be it in the middle of a message."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = file.read(length)
    if len(data) < length:
        return None
    return msgspec.msgpack.decode(data, type=kind)
