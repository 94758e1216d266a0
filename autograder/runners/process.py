"""The near end of a worker process (worker.py is the far one)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from autograder.errors import OurError
from autograder.runners.jobs import Done, Failed, Setup, read, write

LEAVE_SECONDS = 10.0
ONE_THREAD = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


class Worker:
    """A process with warm zygotes of its own. It does not outlive the one that started it."""

    def __init__(self, setup: Setup, folder: Path, descriptors: Sequence[int] = ()) -> None:
        """Start it.

        Args:
            setup: what it grades.
            folder: where its sandboxes' folders go; others must be able to enter it.
            descriptors: that it keeps open as long as it lives.
        """
        alone = dict.fromkeys(ONE_THREAD, "1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.runners.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **alone, "TMPDIR": str(folder)},
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl-C is the runner's to handle
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
