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
import mmap
import os
import select
import signal
import traceback
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, NoReturn, Self

from rich.console import Console

from autograder import batch
from autograder.errors import OurError
from autograder.model import Report
from autograder.notebook import warm
from autograder.notebook.converter import Recorded
from autograder.notebook.entry import Entry
from autograder.notebook.gradebook import Course
from autograder.runners.jobs import Failed, read, write
from autograder.sandbox import kernel
from autograder.sandbox.forking import end
from autograder.submission import Cell

PIPE_BYTES = 1 << 20  # what a pipe may hold without asking the administrator: some twenty submissions
LOOK_SECONDS = 0.1
LEAVE_SECONDS = 10.0


class Clerk:
    """Use in a with statement; what has not been entered when the block is left early is dropped."""

    def __init__(self, course: Course, *, force: bool) -> None:
        self._course, self._handed_over = course, 0
        self._entered = mmap.mmap(-1, 8)  # how many, in memory that both can see
        (coming, reports), (answers, answering) = os.pipe(), os.pipe()
        with suppress(OSError):  # the administrator allows less: it works, with less to spare
            fcntl.fcntl(reports, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        parent = os.getpid()
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # numpy has threads: idle
            self._pid = os.fork()
        if not self._pid:
            os.close(reports)
            os.close(answers)
            self._live(parent, coming, answering, force=force)
        os.close(coming)
        os.close(answering)
        self._reports, self._answers = open(reports, "wb"), open(answers, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGTERM)  # unreaped, so the number is still its own
            self._end()
        self._answers.close()

    def hand_over(self, report: Report, cells: tuple[Cell, ...] | None) -> None:
        """Have a report entered, soon. That the clerk is gone is said by `finish`: grading goes on."""
        self._handed_over += 1
        with suppress(BrokenPipeError):
            write(self._reports, Entry(report=report, cells=cells))

    def finish(self, console: Console) -> Recorded:
        """Wait until everything is entered; say what was.

        Args:
            console: where progress is shown.

        Raises:
            OurError: the gradebook cannot be written, or its writer was killed.
        """
        with suppress(BrokenPipeError):
            self._reports.close()
        with batch.stopped_by_sigterm(), batch.progress_on(console) as progress:
            task = progress.add_task("recording", total=self._handed_over)
            while not select.select([self._answers], [], [], LOOK_SECONDS)[0]:
                progress.update(task, completed=self._count())
        answer: Recorded | Failed | None = read(self._answers, Recorded | Failed)
        status = self._end()
        match answer:
            case Recorded():
                return answer
            case Failed(_, text):
                raise OurError(text)
        raise OurError(
            f"{self._course.gradebook}: its writer ended with {status} "
            f"when {self._count()} of {self._handed_over} had been entered"
        )

    def _end(self) -> int:
        """Wait until it has gone; return how it ended."""
        with suppress(BrokenPipeError):
            self._reports.close()
        pid, self._pid = self._pid, 0
        return int(end(pid, LEAVE_SECONDS)["status"])

    def _count(self) -> int:
        return int.from_bytes(self._entered[:8], "little")

    def _live(self, parent: int, coming: int, answering: int, *, force: bool) -> NoReturn:
        """Enter what comes until the other end is closed. This is the clerk's process."""
        code = 70
        try:
            with batch.stopped_by_sigterm():
                kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() == parent:
                    with open(coming, "rb") as reports, open(answering, "wb") as answers:
                        write(answers, self._enter(reports, force=force))
            code = 0
        except KeyboardInterrupt:  # nobody waits for the answer any more
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            warm.close()
            os._exit(code)

    def _enter(self, reports: IO[bytes], *, force: bool) -> Recorded | Failed:
        """Return what was entered, or why nothing can be."""

        def count() -> None:
            self._entered[:8] = (self._count() + 1).to_bytes(8, "little")

        try:
            return self._course.enter(_turns(reports), force=force, on_student=count)
        except OurError as error:
            return Failed(False, str(error))


def _turns(reports: IO[bytes]) -> Iterator[list[Entry]]:
    """Yield what comes, until the other end is closed."""
    while (one := read(reports, Entry)) is not None:
        yield [one]
