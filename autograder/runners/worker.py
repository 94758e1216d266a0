"""The far end of a pool's worker: jobs come in on stdin, reports go out where stdout was.

python -m autograder.runners.worker
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from autograder import assignment as assignments
from autograder.errors import AutograderError, CourseError
from autograder.runners.jobs import Done, Failed, Job, Setup, read, run, write
from autograder.sandbox.host import Sandbox


def main() -> None:
    """Grade until there are no more jobs, or the pool says to leave at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C would: nothing is left behind
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    questions = sys.stdin.buffer
    setup: Setup = read(questions, Setup)
    try:
        assignment = assignments.load(Path(setup.root), setup.slug, cells=setup.cells)
        with Sandbox() as sandbox:
            run(
                assignment,
                _jobs(questions),
                sandbox,
                setup.secret,
                lambda report: write(answers, Done(report)),
                size=setup.size,
                slot=setup.slot,
            )
    except (BrokenPipeError, KeyboardInterrupt):  # nobody waits for the answer any more
        os._exit(0)
    except AutograderError as error:
        write(answers, Failed(isinstance(error, CourseError), str(error)))


def _jobs(questions: IO[bytes]) -> Iterator[Job]:
    while (job := read(questions, Job)) is not None:
        yield job


if __name__ == "__main__":
    main()
