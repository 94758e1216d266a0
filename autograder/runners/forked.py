"""The near ends of workers, which share the memory of what they import: they are forked from one parent.

family = Family(assignment, folder)
worker = family.worker(setup)
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from autograder.assignment import Assignment
from autograder.importing import libraries
from autograder.runners.jobs import Done, Failed, Setup, read, write
from autograder.sandbox.forking import receive, send

PROGRAM = ("-m", "autograder.runners.worker")
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
LEAVE_SECONDS = 10.0
ANSWER_SECONDS = 5.0


class Family:
    """The parent of an assignment's workers, started by the first of them, and anew if it is lost."""

    def __init__(self, assignment: Assignment, folder: Path, descriptors: Sequence[int] = ()) -> None:
        """Have none yet.

        Args:
            assignment: what the workers grade.
            folder: for their temporary files; others must be able to enter it.
            descriptors: that the parent keeps open as long as it lives; its workers do not outlive it.
        """
        self._assignment, self._folder, self._descriptors = assignment, folder, descriptors
        self._parent: Parent | None = None

    def start(self) -> Parent:
        """Start the parent, unless it is there."""
        if self._parent is not None and not self._parent.alive:
            self.close()
        if self._parent is None:
            self._parent = Parent(self._folder, libraries(self._assignment), self._descriptors)
        return self._parent

    def worker(self, setup: Setup) -> Worker:
        """Have a worker forked. That it was not is noticed when it does not answer."""
        return self.start().worker(setup)

    def close(self) -> None:
        """Let the parent leave, and wait until it has."""
        if self._parent is not None:
            self._parent.close()
            self._parent = None


class Parent:
    """The near end of the process that forks workers (see worker.py for its own)."""

    def __init__(self, folder: Path, large: Sequence[str], descriptors: Sequence[int]) -> None:
        """Start it, see Family.

        Args:
            folder: for the temporary files of all workers.
            large: the libraries it imports before it forks.
            descriptors: that it keeps open as long as it lives.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._numbers = itertools.count()
        alone = dict.fromkeys(ONE_THREAD, "1")
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *PROGRAM, str(theirs.fileno()), *large],
                env={"CUDA_VISIBLE_DEVICES": "-1", **os.environ, **alone, "TMPDIR": str(folder)},
                pass_fds=(theirs.fileno(), *descriptors),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is the pool's to handle
            )

    @property
    def alive(self) -> bool:
        """It has not ended. When it does its workers end as well."""
        return self._process.poll() is None

    def worker(self, setup: Setup) -> Worker:
        """Have a worker forked. That it was not is noticed when it does not answer."""
        (questions, to_worker), (from_worker, answers) = os.pipe(), os.pipe()
        number = next(self._numbers)
        try:
            self.tell({"start": number}, (questions, answers))
        finally:
            os.close(questions)
            os.close(answers)
        return Worker(self, number, setup, open(to_worker, "wb"), open(from_worker, "rb"))

    def tell(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send it an order."""
        with suppress(OSError):
            send(self._control, message, descriptors)

    def end(self, number: int, seconds: float) -> str:
        """Kill a worker unless it ends by itself in time; return how it ended."""
        self.tell({"end": number, "grace": seconds})
        with suppress(OSError):
            self._control.settimeout(seconds + ANSWER_SECONDS)
            answer, _ = receive(self._control)
            if answer is not None:
                return f"it ended with {answer['status']}"
        self._process.kill()  # while it imports, it neither answers nor leaves; its workers end with it
        return "so was the process that had forked it"

    def close(self) -> None:
        """Let it leave, and wait until it has."""
        self._control.close()
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Worker:
    """The near end of a worker."""

    def __init__(
        self, parent: Parent, number: int, setup: Setup, questions: IO[bytes], answers: IO[bytes]
    ) -> None:
        self.answers = answers
        self._parent, self._number, self._questions = parent, number, questions
        self.send(setup)

    def send(self, message: Any) -> None:
        """Send a message; that a worker is lost is noticed when it does not answer."""
        with suppress(BrokenPipeError):
            write(self._questions, message)

    def receive(self) -> Done | Failed | None:
        """Return its answer, None if it is lost."""
        answer: Done | Failed | None = read(self.answers, Done | Failed)
        return answer

    def interrupt(self) -> None:
        """Tell it to stop in the middle of its work."""
        self._parent.tell({"interrupt": self._number})

    def close(self, seconds: float = LEAVE_SECONDS) -> str:
        """Let it go, kill it if it does not; return how it ended."""
        for pipe in (self._questions, self.answers):
            with suppress(BrokenPipeError):
                pipe.close()
        return self._parent.end(self._number, seconds)
