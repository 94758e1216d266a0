"""Which mistake is this? An exercise's lost tests, put to every wrong answer that is known.

A wrong answer is named if it loses exactly the tests that the student lost, and gives to every
question of theirs the student's answer, which is not the reference's at least once. A mistake that
several known ones explain, test by test, is composite. Everything else has no name: none is better
than a wrong one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

import msgspec

from autograder import handout, variants
from autograder.assignment import Assignment
from autograder.attempt import Attempt
from autograder.errors import CourseError, Missing, NotRun, OutOfTime, Raised, StudentFault
from autograder.lineup import Lineup
from autograder.model import Diagnosis
from autograder.recording import Conversation, agree
from autograder.sandbox.host import Sandbox
from autograder.sandbox.toolbox import named
from autograder.submission import Cell
from autograder.variants import Variant

# For one exercise of one submission, unless one call may take longer; what is not found by then has no name.
BUDGET_SECONDS = 10.0
MAX_REMEMBERED = 4096
REFERENCE = ""  # its name among the wrong answers

Lost = Mapping[str, Conversation]  # by the name of the test

# One child answers for all, and for one submission after the other: each wrong answer is run, when its turn
# comes, in a copy of the reference's namespace. A variant changes its own exercise and nothing else, so
# that is enough.
PANEL = """
_wrong_answers = {codes!r}
_names_before = dict(globals())

def _enter(who):
    global _answers
    _answers = dict(_names_before)
    exec(_wrong_answers[who], _answers)  # the author's own files, behind the wall like any answer

def _ask(name, /, *args, **kwargs):
    return _answers[name](*args, **kwargs)
"""


class Misconceptions:
    """The wrong answers of an assignment, and which of them have been heard to say what. Close it."""

    def __init__(self, assignment: Assignment, sandbox: Sandbox) -> None:
        self._assignment, self._sandbox = assignment, sandbox
        self._seconds = max(BUDGET_SECONDS, assignment.config.limits.call_seconds)
        self._attempt: Attempt | None = None  # where they answer, while that is kept
        self._remembered: dict[tuple[str, str, bytes], bool] = {}

    def behind(self, exercise: str, lost: Lost) -> Diagnosis | None:
        """Return what is known of the mistake behind an exercise's lost tests.

        Args:
            exercise: its name.
            lost: what was said in each test that did not pass, up to its end.

        Raises:
            OurError: the sandbox failed.
        """
        known = self._known[exercise]
        if not known or not lost or not all(_tells(conversation) for conversation in lost.values()):
            return None
        with self._answering() as attempt:
            panel = _Panel(attempt, exercise, lost, self._remembered, self._seconds)
            names = [one.name for one in known if one.fails == lost.keys() and panel.agrees(one.name, lost)]
            if len(names) > 1 or (names and panel.agrees(REFERENCE, lost)):
                return None
            if not names:
                return panel.composite(known)
        one = next(one for one in known if one.name == names[0])
        read = handout.section(self._assignment, exercise)
        return Diagnosis(kind="named", names=names, title=one.title, hint=one.hint, read=read)

    def close(self) -> None:
        """End the child that is kept, if any."""
        if self._attempt is not None:
            self._attempt.close()
            self._attempt = None

    @contextmanager
    def _answering(self) -> Iterator[Attempt]:
        """Give the wrong answers a child; keep it for the next submission where that is cheap.

        One with tensors is not: Keras numbers what it makes, and keeps some of it.
        """
        if self._attempt is None:
            limits = self._assignment.config.limits
            limits = msgspec.structs.replace(limits, submission_seconds=2 * self._seconds)
            self._attempt = Attempt(self._sandbox, self._lineup, limits)
        try:
            yield self._attempt
        finally:
            tensors = any(named(toolbox).has_tensors for toolbox in self._attempt.toolboxes)
            if tensors or self._attempt.used_seconds > self._seconds:
                self.close()

    @cached_property
    def _known(self) -> dict[str, list[Variant]]:
        """The wrong answers by exercise. Those that cannot be read are the audit's to complain of."""
        known: dict[str, list[Variant]] = {one.name: [] for one in self._assignment.config.exercises}
        with suppress(CourseError):
            for one in variants.discover(self._assignment, "wrong"):
                known[one.exercise].append(one)
        return known

    @cached_property
    def _lineup(self) -> Lineup:
        """The cell that answers like any of the wrong answers."""
        sources = variants.reference_cells(self._assignment)
        cells = [cell for cell in self._assignment.cells if cell.role in ("provided", "solution")]
        parts = [sources.get(cell.id, cell.source) for cell in cells]
        wrong = {_seat(one.exercise, one.name): one.code for ones in self._known.values() for one in ones}
        text = "\n\n".join([*parts, PANEL.format(codes={REFERENCE: "", **wrong})])
        return Lineup((Cell(1, "code", None, text),), ())


def _seat(exercise: str, who: str) -> str:
    """Return a wrong answer's name among those of all exercises."""
    return who if who == REFERENCE else f"{exercise}/{who}"


class _Panel:
    """An exercise's wrong answers behind the wall, where students answer, and one student's lost tests."""

    def __init__(
        self,
        attempt: Attempt,
        exercise: str,
        lost: Lost,
        remembered: dict[tuple[str, str, bytes], bool],
        seconds: float,
    ) -> None:
        self._attempt, self._exercise, self._lost, self._remembered = attempt, exercise, lost, remembered
        self._ends = time.monotonic() + seconds

    def agrees(self, who: str, tests: Set[str] | Lost) -> bool:
        """Tell whether a wrong answer says the same as the student to all questions of some tests."""
        return all(self._says_the_same(who, self._lost[test]) for test in tests)

    def composite(self, known: list[Variant]) -> Diagnosis | None:
        """Explain each lost test by a wrong answer that loses it too; one alone would explain nothing."""
        explained: dict[str, set[str]] = {one.name: set() for one in known}
        for test in self._lost:
            losing = [one.name for one in known if test in one.fails and self.agrees(one.name, {test})]
            if not losing:
                return None
            for name in losing:
                explained[name].add(test)
        names, left = [], set(self._lost)
        while left:  # the fewest, nearly: always the one that explains the most of what is left
            best = max(explained, key=lambda name: len(explained[name] & left))
            names.append(best)
            left -= explained[best]
        return Diagnosis(kind="composite", names=sorted(names)) if len(names) > 1 else None

    def _says_the_same(self, who: str, conversation: Conversation) -> bool:
        key = (self._exercise, who, conversation.key)
        if key not in self._remembered:
            said = self._hear(who, conversation)
            if time.monotonic() > self._ends:
                return False
            self._remembered[key] = said
            if len(self._remembered) > MAX_REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return self._remembered[key]

    def _hear(self, who: str, conversation: Conversation) -> bool:
        """Put the questions of a test to a wrong answer."""
        try:
            self._attempt.begin(conversation.toolbox, conversation.seed)
            self._attempt.request("call", None, "_enter", (_seat(self._exercise, who),), {})
        except (StudentFault, NotRun):  # it cannot even be loaded, as the audit will say; or on no device
            return False
        self._attempt.begin(conversation.toolbox, conversation.seed)
        return all(agree(conversation, self._ask))

    def _ask(self, verb: str, *arguments: Any) -> Any:
        if time.monotonic() > self._ends:
            raise OutOfTime("no time left to compare")
        match verb, arguments:
            case "call", (None, name, args, kwargs):
                return self._attempt.request("call", None, "_ask", (name, *args), kwargs)
            case "map", (name, cases):
                return self._attempt.request("map", "_ask", [(name, *case) for case in cases])
        return self._attempt.request(verb, *arguments)


def _tells(conversation: Conversation) -> bool:
    """Tell whether a lost test says something about a mistake: that nothing is there yet is none."""
    faults = [answer for _, answer in conversation.exchanges if isinstance(answer, StudentFault)]
    absent = any(isinstance(fault, Missing) or _unwritten(fault) for fault in faults)
    return conversation.whole and bool(conversation.exchanges) and not absent


def _unwritten(fault: StudentFault) -> bool:
    return isinstance(fault, Raised) and "NotImplementedError" in fault.kinds
