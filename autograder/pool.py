"""Submissions graded side by side: each worker is a process with warm zygotes of its own.

    grade = pool.in_workers(root, slug, secret=secret, workers=2)
    grade(jobs, lambda number, report: ...)

A job that takes its worker with it is given to another one; the second time it is not graded, and
says so. `here` is the same with no other process, for tests and for one worker.
"""

from __future__ import annotations

import os
import selectors
import struct
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any

import msgspec

from autograder import grading
from autograder.assignment import Assignment, TimeLimits
from autograder.errors import CourseError, OurError
from autograder.grading import Focus
from autograder.model import Report, Status
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, Submission

LENGTH = struct.Struct("!I")
MAX_TRIES = 2
LEAVE_SECONDS = 10.0


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A submission, and what of the assignment it is held against (see grading.Focus)."""

    student: str
    digest: str
    cells: tuple[Cell, ...]
    exercises: list[str] | None = None
    limits: TimeLimits | None = None
    measured: dict[str, list[float]] = {}

    def submission(self) -> Submission:
        """Return what is graded."""
        return Submission(self.student, self.digest, self.cells)

    def focus(self) -> Focus:
        """Return how much of it."""
        exercises = None if self.exercises is None else frozenset(self.exercises)
        return Focus(exercises, self.limits, self.measured)


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """The first message to a worker."""

    root: str
    slug: str
    secret: bytes


class Done(msgspec.Struct, frozen=True, tag=True):
    """A worker's answer to a job."""

    report: Report


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A worker's last message: whose fault it is that it cannot go on."""

    authors: bool
    text: str


OnReport = Callable[[int, Report], None]  # which of the jobs, and what became of it
Grade = Callable[[Sequence[Job], OnReport], None]


def here(assignment: Assignment, *, sandbox: Sandbox, secret: bytes) -> Grade:
    """Grade in this process, one job after the other."""

    def grade(jobs: Sequence[Job], on_report: OnReport) -> None:
        numbers = iter(range(len(jobs)))
        run(assignment, jobs, sandbox, secret, lambda report: on_report(next(numbers), report))

    return grade


def in_workers(root: Path, assignment: Assignment, *, secret: bytes, workers: int) -> Grade:
    """Grade in other processes, `workers` of them at most."""
    setup = Setup(root=str(root), slug=assignment.slug, secret=secret)

    def grade(jobs: Sequence[Job], on_report: OnReport) -> None:
        with ExitStack() as stack:
            _Pool(setup, assignment, jobs, on_report, stack).run(min(workers, len(jobs)))

    return grade


def run(
    assignment: Assignment,
    jobs: Iterable[Job],
    sandbox: Sandbox,
    secret: bytes,
    on_report: Callable[[Report], None],
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
    )


class _Pool:
    """Hands out jobs, one at a time to each worker, in their order."""

    def __init__(
        self, setup: Setup, assignment: Assignment, jobs: Sequence[Job], on_report: OnReport, stack: ExitStack
    ) -> None:
        self._setup, self._assignment, self._jobs, self._on_report = setup, assignment, jobs, on_report
        self._left = deque(range(len(jobs)))
        self._tries: Counter[int] = Counter()
        self._ready = stack.enter_context(selectors.DefaultSelector())
        self._stack = stack

    def run(self, workers: int) -> None:
        for _ in range(workers):
            self._start()
        while self._ready.get_map():
            for key, _ in self._ready.select():
                self._hear(key.data)

    def _start(self) -> None:
        worker = self._stack.enter_context(_Worker(self._setup))
        self._ready.register(worker.answers, selectors.EVENT_READ, worker)
        self._order(worker)

    def _order(self, worker: _Worker) -> None:
        """Give a worker the next job; with none left, it may go."""
        if not self._left:
            self._ready.unregister(worker.answers)
            worker.close()
            return
        worker.job = self._left.popleft()
        self._tries[worker.job] += 1
        worker.send(self._jobs[worker.job])

    def _hear(self, worker: _Worker) -> None:
        match worker.receive():
            case Done(report):
                self._on_report(worker.job, report)
                self._order(worker)
            case Failed(authors, text):
                raise CourseError(text) if authors else OurError(text)
            case None:
                self._ready.unregister(worker.answers)
                self._lost(worker)

    def _lost(self, worker: _Worker) -> None:
        words = worker.close()
        if self._tries[worker.job] < MAX_TRIES:
            self._left.appendleft(worker.job)
        else:
            job = self._jobs[worker.job]
            reason = f"the worker that graded it was lost, {MAX_TRIES} times: {words}"
            about = grading.about(self._assignment, job.student)
            report = Report(**about, outcome=Status.not_graded, reason=reason, our_fault=True)
            self._on_report(worker.job, report)
        if self._left:
            self._start()


class _Worker:
    """The near end of a worker process."""

    def __init__(self, setup: Setup) -> None:
        self.job = -1
        alone = {
            name: "1" for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **alone},
            start_new_session=True,  # Ctrl-C is the pool's to handle
        )
        self.answers: IO[bytes] = self._pipe(self._process.stdout)
        self.send(setup)

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.close(at_once=kind is not None)

    def send(self, message: Any) -> None:
        """Send a message; that a worker is lost is noticed when it does not answer."""
        with suppress(BrokenPipeError):
            write(self._pipe(self._process.stdin), message)

    def receive(self) -> Done | Failed | None:
        """Return its answer, None if it is lost."""
        answer: Done | Failed | None = read(self.answers, Done | Failed)
        return answer

    def close(self, *, at_once: bool = False) -> str:
        """Let it go; return how it ended."""
        if self._process.returncode is None:
            if at_once:
                self._process.kill()
            try:
                self._process.communicate(timeout=LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
        return f"it ended with {self._process.returncode}"

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise OurError("a worker without pipes")
        return pipe


def write(file: IO[bytes], message: Any) -> None:
    """Write a message with its length before it."""
    data = msgspec.msgpack.encode(message)
    file.write(LENGTH.pack(len(data)) + data)
    file.flush()


def read(file: IO[bytes], kind: Any) -> Any:
    """Read a message of a kind; None at the end of the file."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    data = file.read(*LENGTH.unpack(head))
    return msgspec.msgpack.decode(data, type=kind)
