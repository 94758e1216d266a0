"""Submissions graded side by side: each worker is a process with warm zygotes of its own.

    grade = local.in_workers(root, assignment, secret=secret, workers=2)
    grade(jobs, lambda number, report: ...)

Jobs are taken one at a time, when a worker is free. A job that takes its worker with it is given to
another one; the second time it is not graded, and says so. A worker holds one slot of a GPU for its
life, if there are any; one that is lost leaves it to the next.
"""

from __future__ import annotations

import itertools
import os
import selectors
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from autograder import grading
from autograder.assignment import Assignment
from autograder.errors import CourseError, OurError
from autograder.model import Report, Size, Status
from autograder.places import CPU
from autograder.runners.jobs import Done, Failed, Grade, Job, OnReport, Setup, read, write
from autograder.sandbox import scratch
from autograder.sandbox.gpus import Slot

MAX_TRIES = 2
LEAVE_SECONDS = 10.0
LEAVE_AT_ONCE_SECONDS = 3.0
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


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


@dataclass(frozen=True)
class _Task:
    """A job, the how manieth it is, and how often it has been tried."""

    number: int
    job: Job
    tries: int = 1


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
        self._setup, self._assignment, self._on_report, self._folder = setup, assignment, on_report, folder
        self._free = deque(slots)
        self._slots: dict[_Worker, Slot] = {}  # where each worker computes
        self._left = (_Task(number, job) for number, job in enumerate(jobs))
        self._again: deque[_Task] = deque()
        self._ready = selectors.DefaultSelector()
        self._tasks: dict[_Worker, _Task] = {}  # what each worker is at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let workers go that are at work still: the run has ended early, and their jobs are void."""
        for worker in self._tasks:
            worker.interrupt()
        for worker in self._tasks:
            worker.close(LEAVE_AT_ONCE_SECONDS)
        self._ready.close()

    def run(self) -> None:
        """Grade all jobs."""
        for task in itertools.islice(self._left, len(self._free)):
            self._start(task)
        while self._ready.get_map():
            for key, _ in self._ready.select():
                self._hear(key.data)

    def _next(self) -> _Task | None:
        return self._again.popleft() if self._again else next(self._left, None)

    def _start(self, task: _Task) -> None:
        slot = self._free.popleft()
        worker = _Worker(msgspec.structs.replace(self._setup, slot=slot), self._folder)
        self._tasks[worker], self._slots[worker] = task, slot
        self._ready.register(worker.answers, selectors.EVENT_READ, worker)
        worker.send(task.job)

    def _hear(self, worker: _Worker) -> None:
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

    def _let_go(self, worker: _Worker) -> str:
        self._ready.unregister(worker.answers)
        del self._tasks[worker]
        self._free.append(self._slots.pop(worker))
        return worker.close()

    def _lost(self, worker: _Worker) -> None:
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


class _Worker:
    """The near end of a worker process."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        alone = dict.fromkeys(ONE_THREAD, "1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.runners.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **alone, "TMPDIR": str(folder)},
            start_new_session=True,  # Ctrl-C is the pool's to handle
        )
        self.answers: IO[bytes] = self._pipe(self._process.stdout)
        self.send(setup)

    def send(self, message: Any) -> None:
        """Send a message; that a worker is lost is noticed when it does not answer."""
        with suppress(BrokenPipeError):
            write(self._pipe(self._process.stdin), message)

    def receive(self) -> Done | Failed | None:
        """Return its answer, None if it is lost."""
        answer: Done | Failed | None = read(self.answers, Done | Failed)
        return answer

    def interrupt(self) -> None:
        """Tell it to stop in the middle of its work."""
        self._process.terminate()

    def close(self, seconds: float = LEAVE_SECONDS) -> str:
        """Let it go, kill it if it does not; return how it ended."""
        try:
            self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        return f"it ended with {self._process.returncode}"

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise OurError("a worker without pipes")
        return pipe
