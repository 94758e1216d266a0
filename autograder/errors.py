"""Everything that can go wrong, sorted by whose fault it is.

AutograderError
├── CourseError          the author's: an assignment, a hidden test or a reference is broken
├── UnknownError         the caller's: there is no course or assignment of that name here
├── OurError             ours: the wall, a worker or the machine; never becomes a score
├── NotRun               nobody's: a test needs a device or data that are not here
├── UnreadableError      the student's file cannot be read as a submission: not graded, with the reason
└── StudentFault         the student's code, during one call: a verdict on that test, never a crash of ours
    ├── Raised           it raised an exception
    ├── TimedOut         it did not answer before its deadline
    │   └── OutOfTime    which was that of the whole submission
    ├── Died             its process ended, or broke the protocol
    ├── Missing          the name a test asks for is not defined
    └── NotData          its answer cannot leave the sandbox (too large, too deep, an unknown dtype)
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from typing import Any, Self

BUILTIN_EXCEPTIONS = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)


ALTERNATIVES = frozenset({"TypeError", "ValueError"})  # specifications tell the two apart
OUR_EXCEPTIONS = frozenset({"ToolboxError"})  # raised in a child by sandbox/placeholders.py
# Of what a child says about an exception; it may say anything.
MAX_TEXT, MAX_NAME, MAX_KINDS = 2000, 100, 20


class AutograderError(Exception):
    """Base of all of ours; its text is a sentence for the person whose fault it is."""


class CourseError(AutograderError):
    """The author's fault: the text names the file and the place inside it."""


class UnknownError(AutograderError):
    """What was named is not there; the text says what is."""


class OurError(AutograderError):
    """Our fault, or the machine's: nothing may be scored."""


class NotRun(AutograderError):
    """A test cannot be run here; the text says what it would need."""


class UnreadableError(AutograderError):
    """The submitted file is not a submission; the text says why, and what would be."""


class StudentFault(AutograderError):
    """The student's code did not answer one call.

    `shown` is what the student may read. It is fixed: a code's own numbers and names (exit codes,
    seconds, sizes) could spell out a hidden input.
    """

    shown = "There was no answer."

    def reticent(self) -> StudentFault:
        """Return the same fault with nothing in it that the student's code has chosen."""
        return type(self)(self.shown)


@dataclass(frozen=True)
class Line:
    """A line of the student's own code: which code cell (counted from 1), which line in it."""

    cell: int
    line: int


class Raised(StudentFault):
    """The student's code raised.

    `kinds` are the built-in exception classes it is an instance of, nearest first;
    `text` may carry a hidden input and is for the instructor only; `read` says whether a test has
    looked at it.
    """

    def __init__(self, name: str, kinds: tuple[str, ...], text: str, lines: tuple[Line, ...]) -> None:
        self.read = False
        self.name, self.kinds, self.text, self.lines = name, kinds, text, lines
        super().__init__(f"{name}: {text}" if text else name)

    def reticent(self) -> Raised:
        """Return it without name and text."""
        return Raised(self.kind, self.kinds, "", self.lines)

    def is_a(self, expected: type[BaseException]) -> bool:
        """Tell whether it is an instance of an exception class, and does not claim to be all there are."""
        return expected.__name__ in self.kinds and not ALTERNATIVES <= set(self.kinds)

    @property
    def kind(self) -> str:
        """The nearest class of Python's or ours: a name that cannot be made up from an input."""
        if self.name in OUR_EXCEPTIONS:
            return self.name
        return self.kinds[0] if self.kinds else "Exception"

    @classmethod
    def described(cls, name: str, kinds: list[Any], text: str, lines: list[Any]) -> Self:
        """Build one from a child's description, keeping only what has the expected form."""
        known = tuple(
            kind for kind in kinds[:MAX_KINDS] if isinstance(kind, str) and kind in BUILTIN_EXCEPTIONS
        )
        pairs = [pair for pair in lines[:MAX_KINDS] if isinstance(pair, tuple | list) and len(pair) == 2]
        own = tuple(Line(*pair) for pair in pairs if all(type(number) is int for number in pair))
        fits = name[:MAX_NAME].isidentifier() and len(name) <= MAX_NAME
        return cls(name if fits else "Exception", known, text[:MAX_TEXT], own)


class TimedOut(StudentFault):
    """No answer before the deadline; the process was killed."""

    shown = "No answer in time."


class OutOfTime(TimedOut):
    """The time for the whole submission is used up."""

    shown = "The time for the whole submission is used up."


class Died(StudentFault):
    """The process ended or broke the protocol during a call."""

    shown = "The process ended: it left, crashed, or used more than it may of memory or disk."


class NotData(StudentFault):
    """The answer cannot cross the wire."""

    shown = "The answer is too large, too deep, or no plain data."


class Missing(StudentFault):
    """The name a test asks for is not defined; `cause` is the fault of the cell that should define it."""

    def __init__(self, name: str, cause: StudentFault | None) -> None:
        self.name, self.cause = name, cause
        super().__init__(f"{name} is not defined")
