"""The gradebook's one writer, in a process of its own: it enters reports while others are being made.

    with Clerk(course, force=False) as clerk:
        done = batch.grade(..., on_kept=clerk.hand_over)
        recorded = clerk.finish(console)

It is forked before anything is graded, since a process in which TensorFlow has run cannot be. Reports reach
it over a pipe, as many as fit; when that is full, grading waits for the gradebook. What it has not entered
when it is left without `finish` is entered by the next run.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Self

from rich.console import Console

from autograder import batch
from autograder.errors import OurError
from autograder.model import Report
from autograder.notebook import warm
from autograder.notebook.converter import Recorded
from autograder.notebook.entry import Entry
from autograder.notebook.gradebook import Course
from autograder.sandbox import kernel
from autograder.submission import Cell

PIPE_BYTES = 1 << 20  # what a pipe may hold without asking the administrator: some twenty submissions
TURN = 64  # reports at most
LOOK_SECONDS = 0.1
LEAVE_SECONDS = 10.0
processes = multiprocessing.get_context("fork")


class Clerk:
    """Use in a with statement; what has not been entered when the block is left early is dropped."""

    def __init__(self, course: Course, *, force: bool) -> None:
        self._course = course
        reading, self._reports = processes.Pipe(duplex=False)
        self._answer, answering = processes.Pipe(duplex=False)
        with suppress(OSError):  # the administrator allows less: it works, with less to spare
            fcntl.fcntl(self._reports, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._entered = processes.Value("q", 0)
        self._handed_over = 0
        ends = (reading, self._reports, self._answer, answering)
        self._process = processes.Process(target=self._work, args=(os.getpid(), force, *ends))
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # numpy has threads: idle
            self._process.start()
        reading.close()
        answering.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._reports.close()
        self._answer.close()

    def hand_over(self, report: Report, cells: tuple[Cell, ...] | None) -> None:
        """Have a report entered, soon. That the clerk is gone is said by `finish`: grading goes on."""
        self._handed_over += 1
        with suppress(OSError):
            self._reports.send(Entry(report, cells))

    def finish(self, console: Console) -> Recorded:
        """Wait until everything is entered; say what was.

        Args:
            console: where progress is shown.

        Raises:
            OurError: the gradebook cannot be written, or its writer was killed.
        """
        self._reports.close()
        with batch.stopped_by_sigterm(), batch.progress_on(console) as progress:
            task = progress.add_task("recording", total=self._handed_over)
            while self._process.is_alive() and not self._answer.poll(LOOK_SECONDS):
                progress.update(task, completed=self._entered.value)
        try:
            found = self._answer.recv()
        except EOFError:
            self._process.join()
            raise OurError(
                f"{self._course.gradebook}: its writer ended with {self._process.exitcode} "
                f"when {self._entered.value} of {self._handed_over} had been entered"
            ) from None
        self._process.join(LEAVE_SECONDS)
        if isinstance(found, str):
            raise OurError(found)
        recorded: Recorded = found
        return recorded

    def _work(
        self,
        parent: int,
        force: bool,
        reading: Connection,
        reports: Connection,
        answer: Connection,
        answering: Connection,
    ) -> None:
        """Enter what comes until the other end is closed. This runs in the clerk's process."""
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        reports.close()
        answer.close()
        if os.getppid() != parent:
            return
        try:
            with suppress(KeyboardInterrupt), batch.stopped_by_sigterm():
                answering.send(self._enter(reading, force=force))
        finally:
            warm.close()

    def _enter(self, reading: Connection, *, force: bool) -> Recorded | str:
        """Return what was entered, or why nothing can be."""
        try:
            return self._course.enter(_turns(reading), force=force, on_student=self._count)
        except OurError as error:
            return str(error)

    def _count(self) -> None:
        self._entered.value += 1


def _turns(reading: Connection) -> Iterator[list[Entry]]:
    """Yield what has come since the last turn, waiting for the first of it, until the other end is closed."""
    turn: list[Entry] = []
    while True:
        try:
            turn.append(reading.recv())
        except EOFError:
            break
        if len(turn) == TURN or not reading.poll():
            yield turn
            turn = []
    if turn:
        yield turn
