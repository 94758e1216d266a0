"""What crosses the wire, what does not, and that a hostile frame ends in a WireError and nothing else."""

from __future__ import annotations

import enum
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder import wire
from autograder.wire import Handle, WireError
from tests.unit.frames import PREFIX, decode, decode_tree, same

ARRAYS = st.sampled_from(sorted(wire.DTYPES)).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
HANDLES = st.builds(
    Handle, st.integers(0, 1 << 40), st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,20}", fullmatch=True)
)
KEYS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS | st.binary(max_size=9)
LEAVES = KEYS | st.floats() | ARRAYS | ARRAYS.map(lambda array: array.reshape(-1)[:1].sum()[()]) | HANDLES
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_values_come_back(value):
    assert same(decode(wire.encode(value)), value)


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
def test_dtypes_come_back(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    assert same(decode(wire.encode(array)), array)
    assert same(decode(wire.encode(array[1, 2])), array[1, 2])
    assert same(decode(wire.encode(array[:0])), array[:0])


@pytest.mark.parametrize("dtype", [">f4", ">i8", ">c16"])
def test_big_endian_turns(dtype):
    got = decode(wire.encode(np.arange(3).astype(dtype)))
    assert got.dtype.str == dtype.replace(">", "<")
    assert got.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4).T, np.arange(9)[::-2], np.broadcast_to(1.5, (2, 3))]
)
def test_views_become_contiguous(array):
    got = decode(wire.encode(array))
    assert got.flags["C_CONTIGUOUS"]
    assert got.flags["WRITEABLE"]
    assert got.flags["OWNDATA"]
    assert np.array_equal(got, array)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, -0.0, 5e-324, 1.7976931348623157e308])
def test_odd_floats_come_back(value):
    assert same(decode(wire.encode(value)), value)


@pytest.mark.parametrize("value", [10**400 - 1, 1 - 10**400, 2**1200, 2**64, -1, 0], ids=int.bit_length)
def test_large_integers_come_back(value):
    assert decode(wire.encode(value)) == value


def test_lone_surrogates_become_text():
    got = decode(wire.encode("a\ud800b"))
    assert got == "a\\ud800b"
    assert same(decode(wire.encode(got)), got)


def test_nothing_depends_on_pickle():
    assert b"pickle" not in wire.encode({"pickle": 1})[:PREFIX]
    assert "pickle" not in vars(wire)


class Loud(int):
    """An int with behaviour."""


class Row(list):
    """A list with behaviour."""


class Text(str):
    """A text with behaviour."""


class Real(float):
    """A float with behaviour."""


class Table(dict):
    """A dict with behaviour."""


class Grid(np.ndarray):
    """An array with behaviour."""


class Scalar(np.float64):
    """A numpy scalar with behaviour."""


class Colour(enum.IntEnum):
    """An int with a name."""

    red = 1


SUBCLASSES = [
    Loud(1),
    Row([1]),
    Text("a"),
    Real(1.0),
    Table(a=1),
    Colour.red,
    np.zeros(2).view(Grid),
    np.ma.masked_array([1.0], [True]),
    Scalar(1.0),
]


@pytest.mark.parametrize("value", SUBCLASSES, ids=lambda value: type(value).__name__)
def test_subclasses_do_not_cross(value):
    with pytest.raises(WireError, match="not plain data"):
        wire.encode(value)
    assert type(decode(wire.encode(value, keep=lambda _: Handle(1, "kept")))) is Handle


@pytest.mark.parametrize("value", [object(), {1}, 1j, range(3), len, np.array(["a"]), np.array([object()])])
def test_objects_do_not_cross(value):
    with pytest.raises(WireError, match="not plain data"):
        wire.encode(value)


@pytest.mark.parametrize("dtype", ["<U3", "S3", "<M8[s]", "<m8[s]", "O", "i4,f4", "V8", np.longdouble])
def test_other_dtypes_do_not_cross(dtype):
    with pytest.raises(WireError, match="dtype"):
        wire.encode(np.zeros(2, dtype))


def test_kept_objects_become_handles():
    seen = []
    got = decode(
        wire.encode([1, print, (print,)], keep=lambda value: seen.append(value) or Handle(7, "model"))
    )
    assert got == [1, Handle(7, "model"), (Handle(7, "model"),)]
    assert seen == [print, print]


def test_keeping_is_not_repeated():
    with pytest.raises(WireError, match="not plain data"):
        wire.encode(print, keep=lambda value: value)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_bounded():
    assert decode(wire.encode(nested(wire.MAX_DEPTH))) == nested(wire.MAX_DEPTH)
    with pytest.raises(WireError, match="deeply"):
        wire.encode(nested(wire.MAX_DEPTH + 1))
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(WireError, match="deeply"):
        wire.encode(circle)


def test_parts_are_counted(monkeypatch):
    monkeypatch.setattr(wire, "MAX_NODES", 10)
    frame = wire.encode([None] * 9)
    assert decode(frame) == [None] * 9
    with pytest.raises(WireError, match="too many"):
        wire.encode([None] * 10)
    with pytest.raises(WireError):
        decode_tree(["list", [["None"]] * 10])


def test_sizes_are_bounded(monkeypatch):
    for number in (10**400, -(10**400), 1 << 100_000):
        with pytest.raises(WireError, match="bits"):
            wire.encode(number)
    monkeypatch.setattr(wire, "MAX_BODY_BYTES", 64)
    monkeypatch.setattr(wire, "MAX_HEADER_BYTES", 256)
    for value in (b"x" * 65, np.zeros(9), [b"x" * 40] * 2, [None] * 100):
        with pytest.raises(WireError, match="too large"):
            wire.encode(value)


@pytest.mark.parametrize("value", [np.zeros((1,) * 9), np.zeros((0, 1 << 29), "u1"), Handle(1, "no name")])
def test_encoded_means_decodable(value):
    """What `encode` accepts, `decode` reads: else an honest answer looks like a broken protocol."""
    try:
        frame = wire.encode(value)
    except WireError:
        return
    decode(frame)


@pytest.mark.parametrize("sign", ["", "-"])
def test_decoded_means_encodable(sign):
    """An answer can be sent back as an argument: the longest number that is read can be written too."""
    got = decode_tree(["int", sign + "9" * wire.MAX_INT_DIGITS])
    assert same(decode(wire.encode(got)), got)


def test_texts_are_bounded_together_at_both_ends():
    """Python keeps a text of one wide letter in four bytes a letter."""
    half = "x" * (wire.MAX_TEXT_BYTES // 2)
    assert decode(wire.encode([half, half])) == [half, half]
    with pytest.raises(WireError, match="of text"):
        wire.encode([half, half, "x"])

    size = wire.MAX_TEXT_BYTES + 1
    with pytest.raises(WireError):
        wire.decode(json.dumps(["str", size]).encode(), b"x" * size)
