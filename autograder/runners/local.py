"""Submissions graded side by side, each worker a process with warm zygotes of its own (forked.py).

    grade = local.in_workers(root, assignment, secret=secret, workers=2)
    grade(jobs, lambda number, report: ...)

Jobs are taken one at a time, when a worker is free. A job that takes its worker with it is given to
another one; the second time it is not graded, and says so.
"""

from __future__ import annotations

import itertools
import selectors
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from autograder import grading
from autograder.assignment import Assignment
from autograder.errors import CourseError, OurError
from autograder.model import Report, Size, Status
from autograder.runners.forked import Parent, Worker, libraries
from autograder.runners.jobs import Done, Failed, Grade, Job, OnReport, Setup
from autograder.sandbox import scratch

MAX_TRIES = 2
LEAVE_AT_ONCE_SECONDS = 3.0


def in_workers(
    root: Path, assignment: Assignment, *, secret: bytes, workers: int, size: Size = "cpu"
) -> Grade:
    """Grade in other processes, `workers` of them at most."""

    def grade(jobs: Iterable[Job], on_report: OnReport) -> None:
        cells = assignment.cells
        setup = Setup(root=str(root), slug=assignment.slug, secret=secret, cells=cells, size=size)
        with _scratch() as folder, _Pool(setup, assignment, jobs, on_report, folder) as pool:
            pool.run(workers)

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


@dataclass(frozen=True)
class _Task:
    """A job, the how manieth it is, and how often it has been tried."""

    number: int
    job: Job
    tries: int = 1


class _Pool:
    """Hands out jobs, one at a time to each worker, in their order."""

    def __init__(
        self, setup: Setup, assignment: Assignment, jobs: Iterable[Job], on_report: OnReport, folder: Path
    ) -> None:
        self._setup, self._assignment, self._on_report, self._folder = setup, assignment, on_report, folder
        self._left = (_Task(number, job) for number, job in enumerate(jobs))
        self._again: deque[_Task] = deque()
        self._ready = selectors.DefaultSelector()
        self._tasks: dict[Worker, _Task] = {}  # what each worker is at
        self._parent: Parent | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let workers go that are at work still: the run has ended early, and their jobs are void."""
        for worker in self._tasks:
            worker.interrupt()
        for worker in self._tasks:
            worker.close(LEAVE_AT_ONCE_SECONDS)
        self._ready.close()
        if self._parent is not None:
            self._parent.close()

    def run(self, workers: int) -> None:
        """Grade all jobs."""
        for task in itertools.islice(self._left, workers):
            self._start(task)
        while self._ready.get_map():
            for key, _ in self._ready.select():
                self._hear(key.data)

    def _next(self) -> _Task | None:
        return self._again.popleft() if self._again else next(self._left, None)

    def _start(self, task: _Task) -> None:
        if self._parent is not None and not self._parent.alive:
            self._parent.close()
            self._parent = None
        if self._parent is None:
            self._parent = Parent(self._folder, libraries(self._assignment))
        worker = self._parent.worker(self._setup)
        self._tasks[worker] = task
        self._ready.register(worker.answers, selectors.EVENT_READ, worker)
        worker.send(task.job)

    def _hear(self, worker: Worker) -> None:
        match worker.receive():
            case Done(report):
                self._on_report(self._tasks[worker].number, report)
                if task := self._next():
                    self._tasks[worker] = task
                    worker.send(task.job)
                else:
                    self._let_go(worker)
            case Failed(authors, text):
                raise CourseError(text) if authors else OurError(text)
            case None:
                self._lost(worker)

    def _let_go(self, worker: Worker) -> str:
        self._ready.unregister(worker.answers)
        del self._tasks[worker]
        return worker.close()

    def _lost(self, worker: Worker) -> None:
        task, words = self._tasks[worker], self._let_go(worker)
        if task.tries < MAX_TRIES:
            self._again.append(replace(task, tries=task.tries + 1))
        else:
            reason = f"the worker that graded it was lost, {MAX_TRIES} times: {words}"
            about = grading.about(self._assignment, task.job.student)
            report = Report(**about, outcome=Status.not_graded, reason=reason, our_fault=True)
            self._on_report(task.number, report)
        if waiting := self._next():
            self._start(waiting)
