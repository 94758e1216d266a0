"""Submissions graded on a Ray cluster: each actor holds a warm worker on its node.

    grade = ray.in_actors(assignment, secret=secret, address="auto")
    grade(jobs, lambda number, report: ...)

Everything travels by content: the assignment once, into the object store; jobs and reports as bytes of
ours. An actor that is lost, with its node or alone, costs the job it was at one of two tries; another one
is asked for, and gets jobs once it has a place. Leaving early ends all actors.
"""

from __future__ import annotations

import itertools
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder import parcel, replays, reuse
from autograder.assignment import Assignment
from autograder.errors import CourseError, OurError, UnknownError
from autograder.model import Report, Size
from autograder.runners.actor import Actor, Answer, Lost, Ready
from autograder.runners.jobs import Done, Failed, Grade, Job, OnReport, Setup
from autograder.runners.tasks import Task, Tasks
from autograder.sandbox.gpus import Slot
from autograder.text import one_line

PLACE_SECONDS = 900.0  # a cluster that grows fetches images first
CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Share:
    """What an actor asks of its node: CPUs and GPUs, or fractions of them."""

    cpus: float = 1.0
    gpus: float = 0.0

    def fits(self, resources: dict[str, float]) -> int:
        """Return for how many actors a node has room."""
        rooms = [resources.get(name, 0.0) / share for name, share in self._wanted() if share]
        return int(min(rooms))

    def _wanted(self) -> tuple[tuple[str, float], ...]:
        return ("CPU", self.cpus), ("GPU", self.gpus)

    def __str__(self) -> str:
        return " and ".join(f"{share:g} {name}" for name, share in self._wanted() if share)


def in_actors(
    assignment: Assignment,
    *,
    secret: bytes,
    address: str = "auto",
    actors: int | None = None,
    num_cpus: float = 1.0,
    per_gpu: int = 0,
    size: Size = "cpu",
) -> Grade:
    """Grade on a cluster.

    Args:
        assignment: what is graded.
        secret: the course's.
        address: of the cluster, HOST:PORT; `auto` finds that of this machine.
        actors: how many there are at most; by default for as many as there is room.
        num_cpus: what each asks of its node.
        per_gpu: how many actors share a GPU; 0: Keras computes on the CPU.
        size: whether the large tests are run as well.

    Raises:
        OurError: Ray is not installed.
    """
    library()
    share = Share(num_cpus, 1 / per_gpu if per_gpu else 0.0)

    def grade(jobs: Iterable[Job], on_report: OnReport) -> None:
        jobs = iter(jobs)
        if (first := next(jobs, None)) is None:
            return
        setup = Setup(
            root="",
            slug=assignment.slug,
            secret=secret,
            cells=assignment.cells,
            size=size,
            installed=reuse.installed(),
            slot=Slot(sharers=per_gpu or 1),
        )
        tasks = Tasks(assignment, itertools.chain([first], jobs))
        with _connected(address), _Crew(setup, assignment, tasks, share, on_report) as crew:
            crew.run(actors or _room(share, address))

    return grade


def library() -> Any:
    """Return Ray.

    Raises:
        OurError: the extra `ray` is not installed.
    """
    try:
        import ray
    except ImportError as error:
        hint = "pip install 'keras-workbook[ray]'"
        raise OurError(f"grading on a cluster needs the extra ray: {hint} ({error})") from error
    return ray


@contextmanager
def _connected(address: str) -> Iterator[None]:
    """Join a cluster, and leave it."""
    ray = library()
    host, _, port = address.rpartition(":")
    before = signal.getsignal(signal.SIGTERM)
    try:
        if host and port.isdecimal():  # Ray itself would try for minutes
            socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, ValueError, RuntimeError) as error:
        raise UnknownError(
            f"no Ray cluster at {address}: `ray start --head` starts one, --address HOST:PORT names another "
            f"({one_line(str(error))})"
        ) from error
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)  # which Ray makes its own
    try:
        yield
    finally:
        ray.shutdown()


def _room(share: Share, address: str) -> int:
    """Return for how many actors the cluster has room."""
    nodes = [node for node in library().nodes() if node["Alive"]]
    room = sum(share.fits(node["Resources"]) for node in nodes)
    if not room:
        raise UnknownError(
            f"none of the {len(nodes)} nodes of the cluster at {address} has {share}: start one that has, or "
            "say --workers N where nodes come when they are asked for"
        )
    return room


class _Crew:
    """The actors of a run, and what each was asked."""

    def __init__(
        self, setup: Setup, assignment: Assignment, tasks: Tasks, share: Share, on_report: OnReport
    ) -> None:
        self._ray = library()
        self._assignment, self._tasks, self._share, self._on_report = assignment, tasks, share, on_report
        self._course = self._ray.put(parcel.pack(assignment))
        self._setup = msgspec.msgpack.encode(setup)
        self._kind = self._ray.remote(Actor).options(
            num_cpus=share.cpus, num_gpus=share.gpus, max_restarts=0, max_task_retries=0
        )
        self._actors: dict[Any, str] = {}  # where each is
        self._asked: dict[Any, tuple[Any, Task | None]] = {}  # by what will be the answer; None: to start
        self._idle: list[Any] = []
        self._lost_in_a_row = 0

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for actor in self._actors:
            self._ray.kill(actor)

    def run(self, actors: int) -> None:
        """Grade all tasks."""
        self._most_lost = 2 * actors
        for _ in range(actors):
            self._hire()
        while self._at_work or not self._tasks.exhausted:
            self._hear(self._next_answer())

    @property
    def _at_work(self) -> bool:
        return any(task is not None for _, task in self._asked.values())

    def _next_answer(self) -> Any:
        """Return the first of the answers that is there."""
        patience = None if self._at_work else PLACE_SECONDS
        answers, _ = self._ray.wait(list(self._asked), timeout=patience)
        if not answers:
            raise OurError(f"no node of the cluster had {self._share} free for {PLACE_SECONDS:.0f} s")
        return answers[0]

    def _hear(self, reference: Any) -> None:
        actor, task = self._asked.pop(reference)
        match self._answer(reference, actor):
            case Ready(node):
                self._actors[actor] = node
                self._lost_in_a_row = 0
                self._give(actor)
            case Done(report) if task:
                self._on_report(task.number, self._as_here(report, task.job))
                self._give(actor)
            case Lost(words):
                self._lost(actor, task, words)
            case Failed(authors, text):
                raise CourseError(text) if authors else OurError(text)

    def _answer(self, reference: Any, actor: Any) -> Answer:
        errors = self._ray.exceptions
        try:
            return msgspec.msgpack.decode(self._ray.get(reference), type=Answer)
        except errors.RayActorError as error:
            node = self._actors.pop(actor)
            self._ray.kill(actor)  # one that is only out of reach would go on
            return Lost(f"its actor {f'on {node} ' if node else ''}died: {one_line(str(error))}")
        except errors.RayTaskError as error:
            raise OurError(f"an actor failed: {error.cause!r}") from error

    def _hire(self) -> None:
        """Ask for an actor; it may be long until there is a place for it."""
        actor = self._kind.remote(self._setup, self._course)
        self._actors[actor] = ""
        self._asked[actor.start.remote()] = (actor, None)

    def _give(self, actor: Any) -> None:
        if task := self._tasks.next():
            self._asked[actor.grade.remote(msgspec.msgpack.encode(task.job))] = (actor, task)
        else:
            self._idle.append(actor)

    def _lost(self, actor: Any, task: Task | None, words: str) -> None:
        """Go on without an actor, or with a new worker of it."""
        if task and (report := self._tasks.lost(task, words)):
            self._on_report(task.number, report)
        if actor in self._actors:
            self._give(actor)
            return
        self._lost_in_a_row += 1
        if self._lost_in_a_row > self._most_lost:
            raise OurError(f"{self._lost_in_a_row} actors in a row were lost: {words}")
        self._hire()
        if self._idle:
            self._give(self._idle.pop())

    def _as_here(self, report: Report, job: Job) -> Report:
        """Return a report whose commands name this machine's folders."""
        return replays.moved(report, Path(job.path), Path(os.path.abspath(self._assignment.hidden())))
