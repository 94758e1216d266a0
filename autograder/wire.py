"""Plain data over a pipe, decoded as if the other end were hostile (it is).

A frame is two lengths, a header and a body:

    !II   bytes of header, bytes of body
    header   ASCII JSON made of lists, strings and lengths only: the shape of the value
    body     the bytes of every text, bytes and array of the value, in header order

What can cross: None, bool, int, float, str, bytes, list, tuple, dict, numpy arrays and scalars
of the dtypes below, and a Handle, the name of an object that stays in the child. Never pickle.
Everything is bounded before it is read, and the body must be used up exactly.

This module is all of ours that lives in the student's process, so it imports the standard
library and numpy alone.
"""

from __future__ import annotations

import json
import re
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

PREFIX = struct.Struct("!II")
MAX_HEADER_BYTES = 1 << 20
MAX_BODY_BYTES = 32 << 20
MAX_TEXT_BYTES = 8 << 20  # of all texts together: as str they may take four times that
MAX_DEPTH = 12
MAX_NODES = 1 << 16
MAX_INT_DIGITS = 400
MAX_INT = 10**MAX_INT_DIGITS  # the first number that is too long
MAX_RANK = 8
MAX_DIMENSION = 1 << 28
MAX_SAME_HASH = 16  # integers that hash alike would make a dict take quadratic time

DTYPES = frozenset("|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16".split())
_INT = re.compile(rf"-?[0-9]{{1,{MAX_INT_DIGITS}}}")
_SHORT = 10**18  # integers below it in a row (a shape, say) are one word of the header
_ONLY_INTS = {int}
_SHORT_INTS = re.compile(r"-?[0-9]{1,18}(?: -?[0-9]{1,18})*")
_FLOAT = re.compile(r"-?0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|-?inf|nan")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}")


class WireError(Exception):
    """A frame is not one of ours, or a value cannot be made into one."""


@dataclass(frozen=True)
class Handle:
    """An object that stays in the child: its number there, and the name of its type."""

    number: int
    kind: str


def encode(value: Any, keep: Callable[[Any], Any] | None = None) -> bytes:
    """Return the frame of a value.

    Args:
        value: plain data. Exact types only: a subclass may carry behaviour, so it does not cross.
        keep: called with an object that is not plain data; returns plain data to send in its
            place, a Handle for instance. Without it such an object is an error.

    Raises:
        WireError: the value is too large, too deep, or not plain data.
    """
    body: list[bytes] = []
    budget = [MAX_NODES, MAX_TEXT_BYTES]
    header = _encode(value, body, keep, budget, 0).encode("ascii")
    size = sum(map(len, body))
    if len(header) > MAX_HEADER_BYTES or size > MAX_BODY_BYTES:
        raise WireError(f"a value of {len(header) + size:,} bytes is too large to send")
    return PREFIX.pack(len(header), size) + header + b"".join(body)


class Frame:
    """A frame on its way in: feed it what the pipe gives, and it says when it is whole."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._header = self._size = 0

    def feed(self, chunk: bytes) -> bool:
        """Take in some bytes; return whether the frame is complete.

        Raises:
            WireError: it announces too much, or more bytes came than it has.
        """
        self._data += chunk
        if not self._size and len(self._data) >= PREFIX.size:
            self._header, body = lengths(bytes(self._data[: PREFIX.size]))
            self._size = PREFIX.size + self._header + body
        if self._size and len(self._data) > self._size:
            raise WireError("bytes after the end of a frame")
        return bool(self._size) and len(self._data) == self._size

    @property
    def data(self) -> bytes:
        """What has come of it."""
        return bytes(self._data)

    def value(self) -> Any:
        """Return the decoded value of a complete frame."""
        start = PREFIX.size + self._header
        return decode(bytes(self._data[PREFIX.size : start]), bytes(self._data[start:]))


def loads(frame: bytes) -> Any:
    """Return the value of a whole frame.

    Raises:
        WireError: it is not as `encode` would have written it.
    """
    header, _ = lengths(frame[: PREFIX.size])
    start = PREFIX.size + header
    return decode(frame[PREFIX.size : start], frame[start:])


def lengths(prefix: bytes) -> tuple[int, int]:
    """Return the bytes of header and body that follow an eight-byte prefix, both within bounds."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER_BYTES or body > MAX_BODY_BYTES:
        raise WireError(f"a frame announces {header + body:,} bytes, more than is allowed")
    return header, body


def decode(header: bytes, body: bytes) -> Any:
    """Return the value of a frame.

    Raises:
        WireError: anything at all is not as `encode` would have written it.
    """
    reader = _Reader(body)
    try:
        value = reader.value(_JSON.decode(header.decode("ascii")), 0)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:  # JSON errors are ValueErrors
        raise WireError(f"a frame that cannot be read: {type(error).__name__}") from error
    if reader.offset != len(body):
        raise WireError("a frame with bytes left over")
    return value


def _refuse(found: Any) -> Any:
    raise ValueError("only lists, strings and whole numbers stand in a header")


_JSON = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_refuse)


def _encode(value: Any, body: list[bytes], keep: Any, budget: list[int], depth: int) -> str:
    """Return the header's JSON of a value; its words need no escapes."""
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise WireError("a value is nested too deeply or has too many parts to send")
    kind = type(value)
    if kind is list or kind is tuple:
        return _encode_items(kind.__name__, value, body, keep, budget, depth)
    if kind is int:
        if not -MAX_INT < value < MAX_INT:
            raise WireError(f"an integer of {value.bit_length():,} bits is too large to send")
        return f'["int","{value}"]'
    if kind is str or kind is bytes:
        raw = value.encode("utf-8", "backslashreplace") if kind is str else value
        budget[1] -= len(raw) if kind is str else 0
        if budget[1] < 0:
            raise WireError(f"more than {MAX_TEXT_BYTES >> 20} MiB of text are too much to send")
        body.append(raw)
        return f'["{kind.__name__}",{len(raw)}]'
    if value is None or kind is bool:
        return f'["{value}"]'
    if kind is float:
        return f'["float","{value.hex()}"]'
    if kind is dict:
        flat = [part for pair in value.items() for part in pair]
        return f'["dict",[{",".join([_encode(part, body, keep, budget, depth + 1) for part in flat])}]]'
    if kind is Handle and _NAME.fullmatch(value.kind):
        return f'["handle","{value.number}","{value.kind}"]'
    if kind is np.ndarray or (isinstance(value, np.generic) and kind is value.dtype.type):
        return _encode_array(value, body)
    if keep is None:
        raise WireError(f"an object of type {kind.__name__} is not plain data")
    return _encode(keep(value), body, None, budget, depth)


def _encode_items(word: str, items: Any, body: list[bytes], keep: Any, budget: list[int], depth: int) -> str:
    if set(map(type, items)) == _ONLY_INTS and -_SHORT < min(items) and max(items) < _SHORT:
        budget[0] -= len(items)
        if depth == MAX_DEPTH or budget[0] < 0:
            raise WireError("a value is nested too deeply or has too many parts to send")
        return f'["ints","{word}","{" ".join(map(str, items))}"]'
    return f'["{word}",[{",".join([_encode(item, body, keep, budget, depth + 1) for item in items])}]]'


def _encode_array(value: Any, body: list[bytes]) -> str:
    dtype = value.dtype.newbyteorder("<")
    if dtype.str not in DTYPES:
        raise WireError(f"an array of dtype {value.dtype} is not plain data")
    if value.ndim > MAX_RANK or max(value.shape, default=0) > MAX_DIMENSION:
        raise WireError(f"an array of shape {value.shape} has too many axes, or too long ones, to send")
    if value.nbytes > MAX_BODY_BYTES:
        raise WireError(f"an array of {value.nbytes:,} bytes is too large to send")
    raw = np.asarray(value).astype(dtype).tobytes()
    body.append(raw)
    word = "array" if type(value) is np.ndarray else "scalar"
    return f'["{word}","{dtype.str}",[{",".join(map(str, value.shape))}],{len(raw)}]'


class _Reader:
    """Walks a header, cutting the body as it goes."""

    def __init__(self, body: bytes) -> None:
        self.body, self.offset, self.nodes, self.texts = body, 0, MAX_NODES, MAX_TEXT_BYTES

    def cut(self, size: Any) -> bytes:
        if type(size) is not int or not 0 <= size <= len(self.body) - self.offset:
            raise ValueError("a length outside the body")
        self.offset += size
        return self.body[self.offset - size : self.offset]

    def value(self, tree: Any, depth: int) -> Any:
        self.nodes -= 1
        if depth > MAX_DEPTH or self.nodes < 0 or type(tree) is not list or not tree:
            raise ValueError("not a value, or too deep, or too many")
        word, *parts = tree
        match word:
            case "None" | "True" | "False":
                return self.constant(word, *parts)
            case "int":
                return int(_matching(_INT, *parts))
            case "float":
                return float.fromhex(_matching(_FLOAT, *parts))
            case "ints":
                return self.integers(depth, *parts)
            case "str":
                return self.text(*parts)
            case "bytes":
                return self.cut(*parts)
            case "list":
                return self.items(depth, *parts)
            case "tuple":
                return tuple(self.items(depth, *parts))
            case "dict":
                return self.mapping(self.items(depth, *parts))
            case "handle":
                return self.handle(*parts)
            case "array":
                return self.array(*parts)
            case "scalar":
                return self.scalar(*parts)
        raise ValueError("an unknown kind of value")

    def constant(self, word: str) -> bool | None:
        return None if word == "None" else word == "True"

    def integers(self, depth: int, kind: Any, text: Any) -> Any:
        found = _matching(_SHORT_INTS, text).split(" ")
        self.nodes -= len(found)
        if depth == MAX_DEPTH or self.nodes < 0 or kind not in ("list", "tuple"):
            raise ValueError("integers too deep, too many, or in nothing known")
        numbers = map(int, found)
        return list(numbers) if kind == "list" else tuple(numbers)

    def text(self, size: Any) -> str:
        raw = self.cut(size)
        self.texts -= len(raw)
        if self.texts < 0:
            raise ValueError("more text than is allowed")
        return raw.decode("utf-8")

    def items(self, depth: int, trees: Any) -> list[Any]:
        if type(trees) is not list:
            raise ValueError("items that are no list")
        return [self.value(tree, depth + 1) for tree in trees]

    def handle(self, number: Any, kind: Any) -> Handle:
        return Handle(int(_matching(_INT, number)), _matching(_NAME, kind))

    def mapping(self, parts: list[Any]) -> dict[Any, Any]:
        if len(parts) % 2:
            raise ValueError("a key without a value")
        try:
            alike = Counter(map(hash, parts[::2]))
            if max(alike.values(), default=0) > MAX_SAME_HASH:
                raise ValueError("too many keys that hash alike")
            result = dict(zip(parts[::2], parts[1::2], strict=True))
        except TypeError as error:
            raise ValueError("a key that cannot be one") from error
        if 2 * len(result) != len(parts):
            raise ValueError("a key stands twice")
        return result

    def scalar(self, dtype: Any, shape: Any, size: Any) -> Any:
        if shape != []:
            raise ValueError("a scalar with axes")
        return self.array(dtype, shape, size)[()]

    def array(self, dtype: Any, shape: Any, size: Any) -> np.ndarray:
        if type(dtype) is not str or dtype not in DTYPES or type(shape) is not list or len(shape) > MAX_RANK:
            raise ValueError("a dtype or rank that is not allowed")
        count = 1
        for length in shape:
            if type(length) is not int or not 0 <= length <= MAX_DIMENSION:
                raise ValueError("a dimension that is not allowed")
            count *= length
        raw = self.cut(size)
        if len(raw) != count * np.dtype(dtype).itemsize:
            raise ValueError("shape and bytes disagree")
        if dtype == "|b1" and raw.strip(b"\0\1"):
            raise ValueError("a truth value that is neither 0 nor 1")
        return np.frombuffer(raw, dtype).reshape(shape).copy()


def _matching(pattern: re.Pattern[str], text: Any) -> str:
    """Return a text that is wholly of one form."""
    if type(text) is not str or not pattern.fullmatch(text):
        raise ValueError("a word of another form")
    return text
