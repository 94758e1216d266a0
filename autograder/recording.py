"""What a test and a student said to each other: written down, put to somebody else, compared.

A conversation is kept as the very frames that crossed the wire: that costs nothing where nobody asks
for them again, and nothing a test does to its arrays afterwards changes them. Kept objects are numbers
of one child: when another child answers the same questions, its numbers take the place of the first
one's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from autograder import wire
from autograder.errors import Missing, Raised, StudentFault
from autograder.student import Asks

MAX_BYTES = 8 << 20  # of one conversation; a longer one is not kept, and compared with none

NUMBER = re.compile(r"[0-9]+")

Answer = bytes | StudentFault


@dataclass
class Conversation:
    """The questions of one test and their answers: frames, or the fault that came instead.

    Once `ended`, what is still said is not written down: of an outcome test, the first seed is enough
    to know a mistake by, and training takes seconds.
    """

    toolbox: str
    seed: int
    exchanges: list[tuple[bytes, Answer]] = field(default_factory=list)
    whole: bool = True
    size: int = 0
    ended: bool = False

    def add(self, question: bytes, answer: Answer) -> None:
        """Write down one exchange."""
        if self.ended:
            return
        self.size += len(question) + (len(answer) if isinstance(answer, bytes) else 0)
        self.exchanges.append((question, answer))
        if self.size > MAX_BYTES:
            self.give_up()

    def give_up(self) -> None:
        """Keep nothing: it is too long."""
        self.whole, self.ended = False, True
        self.exchanges.clear()

    @property
    def key(self) -> bytes:
        """What was said, in 32 bytes."""
        digest = hashlib.sha256(f"{self.toolbox} {self.seed}".encode())
        for question, answer in self.exchanges:
            digest.update(question)
            digest.update(answer if isinstance(answer, bytes) else _spelled(answer))
        return digest.digest()


class Crosses(Asks, Protocol):
    """Whatever asks over the wire, and knows what crossed it last."""

    @property
    def frames(self) -> tuple[bytes, bytes]:
        """The last question, `[number, seed, verb, *arguments]`, and its answer: `[number, "ok", value]`."""


class Recorder:
    """Stands between a student and their attempt, and writes down what is said."""

    def __init__(self, attempt: Crosses, conversation: Conversation) -> None:
        self._attempt, self._conversation = attempt, conversation

    def request(self, verb: str, *arguments: Any) -> Any:
        """Pass a question on, and its answer back."""
        try:
            answer = self._attempt.request(verb, *arguments)
        except StudentFault as fault:
            self._add_fault(verb, arguments, fault)
            raise
        self._conversation.add(*self._attempt.frames)
        return answer

    def _add_fault(self, verb: str, arguments: tuple[Any, ...], fault: StudentFault) -> None:
        """Write down a question that has no answer; it may not even have crossed."""
        if self._conversation.ended:
            return
        try:
            self._conversation.add(wire.encode([0, None, verb, *arguments]), fault)
        except wire.WireError:  # it has an earlier answer in it that does not go back
            self._conversation.give_up()


def agree(conversation: Conversation, ask: Callable[..., Any]) -> Iterator[bool]:
    """Put the questions to somebody else; yield for each whether the answer is the same.

    Args:
        conversation: a whole one.
        ask: `Attempt.request` of another answer to the exercise, its test begun.
    """
    numbers: dict[int, wire.Handle] = {}
    for question, answer in conversation.exchanges:
        _, _, verb, *arguments = _renumbered(wire.loads(question), numbers)
        try:
            other: Any = ask(verb, *arguments)
        except StudentFault as fault:
            other = fault
        first = wire.loads(answer)[-1] if isinstance(answer, bytes) else answer
        if verb == "map":
            first, other = _cases(first), _cases(other)
        yield same(first, other, numbers)


def same(first: Any, other: Any, numbers: dict[int, wire.Handle]) -> bool:
    """Tell whether two answers are one: of one type and value, floats up to rounding.

    Args:
        first: an answer, or the fault that came instead.
        other: somebody else's to the same question.
        numbers: takes note of which kept object of the second is in the place of the first's.
    """
    if isinstance(first, StudentFault):
        return isinstance(other, StudentFault) and _same_fault(first, other)
    if type(first) is not type(other):
        return False
    if isinstance(first, wire.Handle):
        numbers[first.number] = other
        return True
    if isinstance(first, list | tuple):
        return len(first) == len(other) and all(
            same(one, two, numbers) for one, two in zip(first, other, strict=True)
        )
    if isinstance(first, dict):
        return first.keys() == other.keys() and all(same(first[key], other[key], numbers) for key in first)
    if isinstance(first, float | np.ndarray | np.generic):
        return _close(np.asarray(first), np.asarray(other))
    return bool(first == other)


def _close(first: np.ndarray, other: np.ndarray) -> bool:
    """Equal up to rounding in their own precision, relative to the largest number."""
    if first.shape != other.shape or first.dtype != other.dtype:
        return False
    if first.dtype.kind not in "fc":
        return bool(np.array_equal(first, other))
    wide = "complex128" if first.dtype.kind == "c" else "float64"
    one, two = first.astype(wide), other.astype(wide)
    finite = np.isfinite(two)
    largest = float(np.abs(two[finite]).max(initial=0.0))
    rounding = max(100 * float(np.finfo(first.dtype).eps), 1e-9)
    return bool(np.allclose(one, two, rtol=0, atol=rounding * largest, equal_nan=True))


def _same_fault(first: StudentFault, other: StudentFault) -> bool:
    """Compare kinds. Words are free, but where a test has read them the other's numbers must be there."""
    if isinstance(first, Missing) or type(first) is not type(other):
        return False
    if not isinstance(first, Raised) or not isinstance(other, Raised):
        return True
    heard = not first.read or set(NUMBER.findall(other.text)) <= set(NUMBER.findall(first.text))
    return first.kind == other.kind and heard


def _spelled(fault: StudentFault) -> bytes:
    """Return what of a fault counts."""
    if isinstance(fault, Raised):
        return f"{fault.kind} {fault.text if fault.read else ''}".encode("utf-8", "backslashreplace")
    return type(fault).__name__.encode()


def _cases(answer: Any) -> Any:
    """Return the answers to a map: values, and at their places the faults in the stead of what was raised."""
    match answer:
        case (list(values), list(faults)):
            return values, list(map(_case, faults))
    return answer


def _case(fault: Any) -> Any:
    match fault:
        case (int(place), str(kind), list(kinds), str(text), list(lines)):
            return place, Raised.described(kind, kinds, text, lines)
    return fault


def _renumbered(value: Any, numbers: dict[int, wire.Handle]) -> Any:
    if type(value) is wire.Handle:
        return numbers.get(value.number, value)
    if type(value) in (list, tuple):
        return type(value)(_renumbered(item, numbers) for item in value)
    if type(value) is dict:
        return {key: _renumbered(item, numbers) for key, item in value.items()}
    return value
