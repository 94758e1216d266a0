"""Submissions graded side by side, each worker a process with warm zygotes of its own (forked.py).

    grade = local.in_workers(root, assignment, secret=secret, workers=2)
    grade(jobs, lambda number, report: ...)

Jobs are handed out one at a time, when a worker is free. A job that takes its worker with it is given to
another one; the second time it is not graded, and says so. A worker holds one slot of a GPU for its
life, if there are any; one that is lost leaves it to the next.
"""

from __future__ import annotations

import selectors
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import msgspec

from autograder.assignment import Assignment
from autograder.errors import CourseError, OurError
from autograder.model import Size
from autograder.places import CPU
from autograder.runners.forked import Family, Worker
from autograder.runners.jobs import Done, Failed, Grade, Job, OnReport, Setup
from autograder.runners.tasks import Task, Tasks
from autograder.sandbox import scratch
from autograder.sandbox.gpus import Slot

LEAVE_AT_ONCE_SECONDS = 3.0


def in_workers(
    root: Path,
    assignment: Assignment,
    *,
    secret: bytes,
    workers: int,
    size: Size = "cpu",
    slots: Sequence[Slot] = (),
) -> Grade:
    """Grade in other processes, `workers` of them at most, and no more than there are slots, if any."""
    places = [*slots][:workers] or [CPU] * workers

    def grade(jobs: Iterable[Job], on_report: OnReport) -> None:
        cells = assignment.cells
        setup = Setup(root=str(root), slug=assignment.slug, secret=secret, cells=cells, size=size)
        with _scratch() as folder, _Pool(setup, assignment, jobs, on_report, folder, places) as pool:
            pool.run()

    return grade


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make a folder for the sandboxes of all workers, so that a killed one leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        with suppress(OSError):  # the zygotes of one killed just now may outlive it by a moment
            scratch.remove(folder)


class _Pool:
    """Hands out jobs, one at a time to each worker, in their order."""

    def __init__(
        self,
        setup: Setup,
        assignment: Assignment,
        jobs: Iterable[Job],
        on_report: OnReport,
        folder: Path,
        slots: Iterable[Slot],
    ) -> None:
        self._setup, self._on_report = setup, on_report
        self._tasks = Tasks(assignment, jobs)
        self._free = deque(slots)
        self._slots: dict[Worker, Slot] = {}  # where each worker computes
        self._ready = selectors.DefaultSelector()
        self._at: dict[Worker, Task] = {}  # what each worker is at
        self._family = Family(assignment, folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let workers go that are at work still: the run has ended early, and their jobs are void."""
        for worker in self._at:
            worker.interrupt()
        for worker in self._at:
            worker.close(LEAVE_AT_ONCE_SECONDS)
        self._ready.close()
        self._family.close()

    def run(self) -> None:
        """Grade all jobs; what is handed out next is read while workers are at work, or still starting."""
        self._family.start()
        while self._free and (task := self._tasks.next()):
            self._start(task)
        while self._ready.get_map():
            ready = self._ready.select(0)
            if not ready and not self._tasks.read_ahead():
                ready = self._ready.select()
            for key, _ in ready:
                self._hear(key.data)

    def _start(self, task: Task) -> None:
        slot = self._free.popleft()
        worker = self._family.worker(msgspec.structs.replace(self._setup, slot=slot))
        self._at[worker], self._slots[worker] = task, slot
        self._ready.register(worker.answers, selectors.EVENT_READ, worker)
        worker.send(task.job)

    def _hear(self, worker: Worker) -> None:
        match worker.receive():
            case Done(report):
                self._on_report(self._at[worker].number, report)
                if task := self._tasks.next():
                    self._at[worker] = task
                    worker.send(task.job)
                else:
                    self._let_go(worker)
            case Failed(authors, text):
                raise CourseError(text) if authors else OurError(text)
            case None:
                self._lost(worker)

    def _let_go(self, worker: Worker) -> str:
        self._ready.unregister(worker.answers)
        del self._at[worker]
        self._free.append(self._slots.pop(worker))
        return worker.close()

    def _lost(self, worker: Worker) -> None:
        task, words = self._at[worker], self._let_go(worker)
        if report := self._tasks.lost(task, words):
            self._on_report(task.number, report)
        if waiting := self._tasks.next():
            self._start(waiting)
