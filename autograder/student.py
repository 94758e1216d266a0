"""The student, as tests see them: `student.conv2d(x, kernel)` is one question and one answer.

Two forms that a test cannot tell apart. `SandboxedStudent` asks a process behind the wall;
`LocalStudent` asks functions of this process (public checks on the student's own machine, and the
reference). Either way arguments are copied and answers are plain data, as the wire would have
made them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from autograder import wire
from autograder.errors import ALTERNATIVES, Died, Missing, Raised
from autograder.handles import Handles
from autograder.judging import DidNotRaise


class Asks(Protocol):
    """Whatever carries a question to a child and its answer back."""

    def request(self, verb: str, *arguments: Any) -> Any:
        """Return the answer, or raise a StudentFault."""


class SandboxedStudent:
    """The proxy that hidden tests get."""

    def __init__(self, attempt: Asks) -> None:
        self._attempt = attempt

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._answer("call", None, name, args, kwargs)

    def _answer(self, *request: Any) -> Any:
        return _kept(self._attempt.request(*_handled(request)), self)

    def map(self, name: str, cases: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Return a function's answers to many tuples of arguments: one message, one deadline for all."""
        answers = self._each(name, list(cases))
        for answer in answers:
            if isinstance(answer, Raised):
                raise answer
        return answers

    def refuses(self, expected: type[BaseException], name: str, cases: Iterable[tuple[Any, ...]]) -> None:
        """Demand that a function raises `expected` for each of many tuples of arguments."""
        for answer in self._each(name, list(cases)):
            if not isinstance(answer, Raised):
                raise DidNotRaise(expected)
            if not answer.is_a(expected):
                raise answer

    def _each(self, name: str, cases: list[tuple[Any, ...]]) -> list[Any]:
        """Ask for one answer a case: a value, or what was raised."""
        match self._attempt.request("map", name, _handled(cases)):
            case (list(values), list(faults)) if len(values) + len(faults) == len(cases):
                raised = dict(map(_placed, faults))
                if len(raised) == len(faults) and raised.keys() <= set(range(len(cases))):
                    rest = iter(values)
                    places = range(len(cases))
                    return [raised[at] if at in raised else _kept(next(rest), self) for at in places]
        raise Died("broke the protocol")

    @contextmanager
    def raises(self, expected: type[BaseException], *, match: str | None = None) -> Iterator[None]:
        """Demand that the call inside raises `expected`, with a text that matches the pattern."""
        try:
            yield
        except Raised as raised:
            if not raised.is_a(expected):
                raise
            raised.read = match is not None
            if match is not None and not re.search(match, raised.text):
                raise DidNotRaise(expected) from raised
        else:
            raise DidNotRaise(expected)


def _placed(fault: Any) -> tuple[int, Raised]:
    """Return the place of a case in a map, and what was raised there."""
    match fault:
        case (int(place), str(kind), list(kinds), str(text), list(lines)) if type(place) is int:
            return place, Raised.described(kind, kinds, text, lines)
    raise Died("broke the protocol")


class Remote:
    """An object that stays where it was made: its methods can be called and its attributes read."""

    exist = False  # none in this process so far: nobody need look for them in questions

    def __init__(self, student: SandboxedStudent | LocalStudent, handle: wire.Handle) -> None:
        Remote.exist = True
        self._student, self._handle = student, handle

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return self._student._answer("call", self._handle, "", args, kwargs)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._student._answer("call", self._handle, name, args, kwargs)

    def get(self, name: str) -> Any:
        """Read an attribute."""
        return self._student._answer("get", self._handle, name)

    def __repr__(self) -> str:
        return f"<{self._handle.kind}, kept by its number {self._handle.number}>"


def _kept(value: Any, student: SandboxedStudent | LocalStudent) -> Any:
    """Wrap the handles in an answer."""
    if type(value) is wire.Handle:
        return Remote(student, value)
    if type(value) in (list, tuple):
        return type(value)(_kept(item, student) for item in value)
    if type(value) is dict:
        return {key: _kept(item, student) for key, item in value.items()}
    return value


def _handled(value: Any) -> Any:
    """Unwrap the handles in a question."""
    if not Remote.exist:
        return value
    if type(value) is Remote:
        return value._handle
    if type(value) in (list, tuple):
        return type(value)(_handled(item) for item in value)
    if type(value) is dict:
        return {key: _handled(item) for key, item in value.items()}
    return value


class LocalStudent:
    """Functions of this process, asked as if they were behind the wall.

    `last_call` is the text of the latest question, for the message of a public test.
    """

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self._handles = Handles(tensors=True)
        self.last_call = ""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._namespace:
            raise Missing(name, None)

        def ask(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True  # pytest shows the test's line and the student's, not ours
            shown = [repr(arg) for arg in args] + [f"{key}={value!r}" for key, value in kwargs.items()]
            self.last_call = f"{name}({', '.join(shown)})"
            return self._call(self._namespace[name], args, kwargs)

        return ask

    def _answer(self, verb: str, handle: wire.Handle, name: str, *arguments: Any) -> Any:
        """Answer a Remote: call a method of a kept object (or itself), or read an attribute."""
        target = self._handles[handle]
        if verb == "get":
            return self._as_answered(getattr(target, name))
        return self._call(getattr(target, name) if name else target, *arguments)

    def _call(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        __tracebackhide__ = True
        args, kwargs = self._handles.revive(_through_the_wire(_handled((args, kwargs))))
        return self._as_answered(function(*args, **kwargs))

    def _as_answered(self, value: Any) -> Any:
        return _kept(_through_the_wire(value, self._handles.keep), self)

    def map(self, name: str, cases: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Return a function's answers to many tuples of arguments."""
        ask = getattr(self, name)
        return [ask(*case) for case in cases]

    def refuses(self, expected: type[BaseException], name: str, cases: Iterable[tuple[Any, ...]]) -> None:
        """Demand that a function raises `expected` for each of many tuples of arguments."""
        for case in cases:
            with self.raises(expected):
                getattr(self, name)(*case)

    @contextmanager
    def raises(self, expected: type[BaseException], *, match: str | None = None) -> Iterator[None]:
        """Demand that the call inside raises `expected`, with a text that matches the pattern."""
        try:
            yield
        except expected as raised:
            ambiguous = {kind.__name__ for kind in type(raised).__mro__} >= ALTERNATIVES
            if ambiguous or (match is not None and not re.search(match, str(raised))):
                raise DidNotRaise(expected) from raised
        else:
            raise DidNotRaise(expected)


def _through_the_wire(value: Any, keep: Callable[[Any], Any] | None = None) -> Any:
    """Return a value as it would arrive over the wire; what cannot cross stays itself."""
    try:
        frame = wire.encode(value, keep)
    except wire.WireError:
        return value
    return wire.loads(frame)
