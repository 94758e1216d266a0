"""The far end of a pool's worker: jobs come in on stdin, reports go out where stdout was.

python -m autograder.runners.worker
"""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from autograder import assignment as assignments
from autograder import reuse
from autograder.errors import AutograderError, CourseError, OurError
from autograder.runners.jobs import Done, Failed, Job, Setup, read, run, write
from autograder.sandbox import kernel
from autograder.sandbox.host import Sandbox


def main() -> None:
    """Grade until there are no more jobs, or the pool says to leave at once."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C would: nothing is left behind
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGTERM)  # nobody waits for the answer of an orphan
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    questions = sys.stdin.buffer
    setup: Setup = read(questions, Setup)
    try:
        _demand(setup.installed)
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


def _demand(installed: dict[str, str]) -> None:
    """Refuse to make reports that do not follow from what they would be said to follow from."""
    if not installed:
        return
    here = reuse.installed()
    wrong = [
        f"{name} {found[:12]!r}, expected {installed[name][:12]!r}"
        for name, found in here.items()
        if found != installed[name]
    ]
    if wrong:
        raise OurError(
            f"{platform.node()} has {', '.join(wrong)}: install what is installed where the run was started"
        )


def _jobs(questions: IO[bytes]) -> Iterator[Job]:
    while (job := read(questions, Job)) is not None:
        yield job


if __name__ == "__main__":
    main()
