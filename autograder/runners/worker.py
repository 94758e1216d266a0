"""The far end of a pool's workers: a parent, which imports what they need and forks them.

python -m autograder.runners.worker CONTROL_FD [LIBRARY...]

A worker loads the assignment itself; jobs come in on one pipe, reports go out on another. The memory
of the libraries is shared by all workers, and so is that of the mothers (sandbox/), which are the
parent's: each worker has zygotes of its own born of them. No TensorFlow op runs in the parent, since
what is forked after one hangs.

Messages are JSON over a SOCK_SEQPACKET pair, workers go by numbers that the pool gives:

    -> {"start": 1}        with two descriptors: where its jobs come from, where its reports go
    -> {"interrupt": 1}    in the middle of its work, as Ctrl-C would
    -> {"end": 1, "grace": 0.5}   seconds in which it may end by itself
    <- {"status": -9, ...}

When the control socket closes, the pool has gone: the parent leaves, and all it started with it.
"""

from __future__ import annotations

import gc
import os
import platform
import select
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from autograder import assignment as assignments
from autograder import importing, reuse
from autograder.errors import AutograderError, CourseError, OurError
from autograder.runners.jobs import Done, Failed, Job, Setup, read, run, write
from autograder.sandbox import kernel
from autograder.sandbox.forking import close_all_but, end, receive, send, threads
from autograder.sandbox.host import Sandbox
from autograder.sandbox.mother import Mothers, Order
from autograder.suite import silent_stderr


def main(control_fd: int, libraries: Sequence[str]) -> None:
    """Import the libraries; fork workers and have zygotes born until the control socket closes."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # no reading our memory, even if Landlock were missing
    os.dup2(2, 1)  # what a library prints is no answer
    control = socket.socket(fileno=control_fd)
    with silent_stderr():
        importing.load(libraries)
    gc.collect()
    gc.freeze()  # shared pages stay shared: no collector will touch them
    baseline = threads()
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mothers = Mothers(Path(tempfile.gettempdir()))
    workers: dict[int, int] = {}
    while True:
        ready, _, _ = select.select((control, orders), (), ())
        if orders in ready:
            order, descriptors = receive(orders, 2)
            if order is not None:
                mothers.order(order["toolbox"], order["root"], descriptors)
        else:
            order, descriptors = receive(control, 2)
            match order:
                case None:
                    mothers.close()
                    os._exit(0)
                case {"start": int(number)} if threads() == baseline:
                    workers[number] = _fork(descriptors, theirs)
                case {"start": _}:
                    raise SystemExit(f"the parent has {threads()} threads, {baseline} after import")
                case {"interrupt": int(number)}:
                    os.kill(workers[number], signal.SIGTERM)  # unreaped, so the number is still its own
                case {"end": int(number), "grace": float(grace)}:
                    send(control, end(workers.pop(number), grace))
        for descriptor in descriptors:
            os.close(descriptor)


def _fork(pipes: Sequence[int], orders: socket.socket) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            _be_worker(pipes, orders)
    except BaseException:  # the pool hears that it is lost
        traceback.print_exc()
    finally:
        os._exit(1)


def _be_worker(pipes: Sequence[int], orders: socket.socket) -> NoReturn:
    close_all_but(0, 1, 2, *pipes, orders.fileno())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C would: nothing is left behind
    with open(pipes[0], "rb") as questions, open(pipes[1], "wb") as answers:
        work(questions, answers, partial(_order, orders))
    sys.stdout.flush()
    os._exit(0)


def _order(orders: socket.socket, toolbox: str, root: str, descriptors: Sequence[int]) -> None:
    send(orders, {"toolbox": toolbox, "root": root}, descriptors)


def work(questions: IO[bytes], answers: IO[bytes], order: Order) -> None:
    """Grade until there are no more jobs, or the pool says to leave at once.

    Args:
        questions: the Setup, then jobs.
        answers: where reports go.
        order: has zygotes born.
    """
    setup: Setup = read(questions, Setup)
    try:
        _demand(setup.installed)
        assignment = assignments.load(Path(setup.root), setup.slug, cells=setup.cells)
        with Sandbox(order=order) as sandbox:
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
    main(int(sys.argv[1]), sys.argv[2:])
