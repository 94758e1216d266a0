"""Jobs as they are given out: in their order, and once more if the worker that was at one is lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograder import grading
from autograder.assignment import Assignment
from autograder.model import Report, Status
from autograder.runners.jobs import Job

MAX_TRIES = 2
AHEAD = 32  # jobs at most that nobody has asked for yet: their files are read while workers start


@dataclass(frozen=True)
class Task:
    """A job, the how manieth it is, and how often it has been tried."""

    number: int
    job: Job
    tries: int = 1


class Tasks:
    """What is left to give out; jobs are made when they are asked for, or a few ahead."""

    def __init__(self, assignment: Assignment, jobs: Iterable[Job]) -> None:
        self._assignment = assignment
        self._fresh = (Task(number, job) for number, job in enumerate(jobs))
        self._again: deque[Task] = deque()
        self._ahead: deque[Task] = deque()
        self._seen_all = False

    def next(self) -> Task | None:
        """Take one, if there is any."""
        if self._again:
            return self._again.popleft()
        return self._ahead.popleft() if self._ahead else self._make()

    def read_ahead(self) -> bool:
        """Make one more before it is asked for; tell whether there was one, and room for it."""
        if self._seen_all or len(self._ahead) >= AHEAD:
            return False
        if task := self._make():
            self._ahead.append(task)
        return task is not None

    def _make(self) -> Task | None:
        task = next(self._fresh, None)
        self._seen_all = task is None
        return task

    @property
    def exhausted(self) -> bool:
        """All have been given out, as far as anybody has asked."""
        return self._seen_all and not self._again and not self._ahead

    def lost(self, task: Task, words: str) -> Report | None:
        """Keep a task for another worker; the last time return the report that it was not graded."""
        if task.tries < MAX_TRIES:
            self._again.append(replace(task, tries=task.tries + 1))
            return None
        reason = f"the worker that graded it was lost, {MAX_TRIES} times: {words}"
        about = grading.about(self._assignment, task.job.student)
        return Report(**about, outcome=Status.not_graded, reason=reason, our_fault=True)
