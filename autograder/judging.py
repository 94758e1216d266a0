"""Is this answer the one we want? Exact for plain data, within a tolerance for arrays.

numpy's own comparisons pass NaN against NaN, broadcast shapes, masked and empty arrays;
a grader must not. `Mismatch.kind` is the only part of a difference that a student ever sees
of a hidden test, as `words` without a number; expected and received values stay with the instructor.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["type", "length", "keys", "shape", "empty", "finite", "value"]


WORDS: dict[Kind, str] = {
    "type": "The answer is of another type than the specification says.",
    "length": "The answer has another number of items than it should.",
    "keys": "The answer has other keys than it should.",
    "shape": "The answer has another shape than it should.",
    "empty": "The answer is empty.",
    "finite": "The answer holds NaN or infinity.",
    "value": "The value is not the right one.",
}


@dataclass(frozen=True)
class Tolerance:
    """By how much a device's floats may differ from the right ones, whatever a test asks for."""

    rtol: float = 0.0
    atol: float = 0.0


EXACT = Tolerance()
ON_GPU = Tolerance(rtol=1e-3, atol=1e-4)  # of float32 that cuDNN has summed in any order, without TF32
_least: ContextVar[Tolerance] = ContextVar("least", default=EXACT)


@contextmanager
def no_tighter_than(least: Tolerance) -> Iterator[None]:
    """Have `assert_close` ask for no more than a device can give, of floats alone."""
    token = _least.set(least)
    try:
        yield
    finally:
        _least.reset(token)


class Mismatch(AssertionError):
    """An answer differs from the expected one: what kind of difference, and where in the answer."""

    def __init__(self, kind: Kind, *, expected: str, received: str, where: str = "", words: str = "") -> None:
        self.kind, self.expected, self.received, self.where = kind, expected, received, where
        self.words = words or WORDS[kind]
        at = f"at {where}: " if where else ""
        super().__init__(f"{at}expected {expected}, received {received}")


class DidNotRaise(AssertionError):
    """An impossible input was accepted where the specification promises an exception."""

    def __init__(self, expected: type[BaseException]) -> None:
        self.expected = expected
        super().__init__(f"no {expected.__name__} was raised, or not with the text that was promised")


def assert_equal(got: Any, want: Any, *, where: str = "") -> None:
    """Demand the same plain data: same types (an int is no bool, a tuple no list), same values.

    Args:
        got: the student's answer.
        want: None, bool, int, float, str or bytes, or lists, tuples and dicts of them.
        where: the path of this value inside the answer, for the message.

    Raises:
        Mismatch: types, lengths, keys or values differ.
    """
    if type(got) is not type(want):
        words = f"The answer is of type {_type_name(got)} where {_type_name(want)} is specified."
        raise Mismatch("type", expected=_typed(want), received=_typed(got), where=where, words=words)
    if isinstance(want, list | tuple):
        if len(got) != len(want):
            raise Mismatch("length", expected=_items(want), received=_items(got), where=where)
        for index, (one_got, one_want) in enumerate(zip(got, want, strict=True)):
            assert_equal(one_got, one_want, where=f"{where}[{index}]")
    elif isinstance(want, dict):
        if {(type(key), key) for key in got} != {(type(key), key) for key in want}:
            raise Mismatch("keys", expected=_shown(list(want)), received=_shown(list(got)), where=where)
        for key in want:
            assert_equal(got[key], want[key], where=f"{where}[{key!r}]")
    elif got != want:
        raise Mismatch("value", expected=_shown(want), received=_shown(got), where=where)


def assert_close(got: Any, want: Any, *, rtol: float = 1e-5, atol: float = 1e-6, where: str = "") -> None:
    """Demand an array (or number) of the same kind and shape, finite, within the tolerance.

    An entry passes when |got - want| <= atol + rtol * |want|, computed in float64. Where the answer was
    computed on a GPU, floats have ON_GPU's tolerance at least.

    Args:
        got: the student's answer.
        want: an array, or a Python number; the dtype's kind (float, integer, bool) must agree.
        rtol: relative tolerance.
        atol: absolute tolerance, in the answer's own units.
        where: the path of this value inside the answer, for the message.

    Raises:
        Mismatch: the answer is not an array, or differs in kind, shape or value, or is not finite.
        ValueError: the expected value itself is empty or not finite (the test's own fault).
    """
    if type(want) in (int, float) and type(got) in (int, float):
        got_array, want_array = _number(got), _number(want)
    else:
        want_array = np.asarray(want)
        if type(got) is not np.ndarray and not isinstance(got, np.generic):
            raise Mismatch("type", expected=_typed(want_array), received=_typed(got), where=where)
        got_array = np.asarray(got)
    if want_array.size == 0 or not np.all(np.isfinite(want_array)):
        raise ValueError("the expected value of a comparison must be finite and not empty")
    _same_layout(got_array, want_array, where)
    wide = "complex128" if want_array.dtype.kind == "c" else "float64"
    got64, want64 = got_array.astype(wide), want_array.astype(wide)
    if not np.all(np.isfinite(got64)):
        bad = tuple(int(i) for i in np.argwhere(~np.isfinite(got64))[0])
        raise Mismatch(
            "finite", expected="finite numbers", received=str(got64[bad]), where=f"{where}{_entry(bad)}"
        )
    least = _least.get() if got_array.dtype.kind in "fc" and type(want) is not int else EXACT
    atol, rtol = max(atol, least.atol), max(rtol, least.rtol)
    off = np.abs(got64 - want64) > atol + rtol * np.abs(want64)
    if off.any():
        first = tuple(int(i) for i in np.argwhere(off)[0])
        raise Mismatch(
            "value",
            expected=f"{want64[first]:.6g} ({int(off.sum())} of {off.size} entries differ)",
            received=f"{got64[first]:.6g}",
            where=f"{where}{_entry(first)}",
        )


def _number(value: int | float) -> np.ndarray:
    """Return a Python number in float64; an integer beyond its range is as good as infinite."""
    try:
        return np.asarray(value, "float64")
    except OverflowError:
        return np.asarray(np.inf)


def _entry(index: tuple[int, ...]) -> str:
    return str(list(index)) if index else ""


def _same_layout(got: np.ndarray, want: np.ndarray, where: str) -> None:
    if got.dtype.kind != want.dtype.kind:
        raise Mismatch("type", expected=f"dtype {want.dtype}", received=f"dtype {got.dtype}", where=where)
    if got.shape != want.shape:
        raise Mismatch("shape", expected=f"shape {want.shape}", received=f"shape {got.shape}", where=where)


def _typed(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return "None" if value is None else f"{_type_name(value)} {_shown(value)}"


def _type_name(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ != "numpy" else f"numpy.{kind.__name__}"


def _items(value: list[Any] | tuple[Any, ...]) -> str:
    return f"{len(value)} items {_shown(value)}"


class _Short(reprlib.Repr):
    """Shows the beginning of any plain data: an answer may be large in every direction."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring = 3, 150
        self.maxlist = self.maxtuple = self.maxdict = 12

    def repr_bytes(self, value: bytes, level: int) -> str:
        shown = repr(value[: self.maxstring])
        return shown if len(value) <= self.maxstring else f"{shown}… ({len(value):,} bytes)"

    def repr_ndarray(self, value: np.ndarray, level: int) -> str:
        if value.size > self.maxlist:
            return f"array of shape {value.shape}, dtype {value.dtype}"
        return repr(value)


_short = _Short()


def _shown(value: Any, limit: int = 200) -> str:
    text = _short.repr(value)
    return text if len(text) <= limit else f"{text[:limit]}…"
