"""Equal means the same plain data; close means the same kind and shape, finite, within the tolerance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder import wire
from autograder.judging import WORDS, Mismatch, assert_close, assert_equal

SAME = [None, True, 0, -3, 1.5, "a", b"a", [], (), {}, [1, (2, "b")], {"a": [1], 2: None}]


@pytest.mark.parametrize("value", SAME, ids=repr)
def test_same_data_is_equal(value):
    assert_equal(value, value)


UNEQUAL = {
    "bool for int": (True, 1, "type"),
    "int for bool": (1, True, "type"),
    "float for int": (1.0, 1, "type"),
    "scalar for int": (np.int64(1), 1, "type"),
    "scalar for float": (np.float64(1.0), 1.0, "type"),
    "array for list": (np.array([1]), [1], "type"),
    "list for tuple": ([1], (1,), "type"),
    "tuple for list": ((1,), [1], "type"),
    "bytes for text": (b"a", "a", "type"),
    "none for zero": (None, 0, "type"),
    "other number": (2, 1, "value"),
    "other text": ("a", "b", "value"),
    "not a number": (math.nan, 1.0, "value"),
    "too short": ([1], [1, 2], "length"),
    "empty": ([], [1], "length"),
    "inner type": ([1, (True,)], [1, (1,)], "type"),
    "other keys": ({"a": 1}, {"b": 1}, "keys"),
    "extra key": ({"a": 1, "b": 2}, {"a": 1}, "keys"),
    "boolean key": ({True: "a"}, {1: "a"}, "keys"),
    "float key": ({1.0: "a"}, {1: "a"}, "keys"),
    "other entry": ({"a": 1}, {"a": 2}, "value"),
}


@pytest.mark.parametrize(("got", "want", "kind"), UNEQUAL.values(), ids=UNEQUAL.keys())
def test_other_data_differs(got, want, kind):
    with pytest.raises(Mismatch) as caught:
        assert_equal(got, want)
    assert caught.value.kind == kind


def test_place_is_told():
    with pytest.raises(Mismatch) as caught:
        assert_equal({"a": [1, (2, 3)]}, {"a": [1, (2, 4)]})
    assert caught.value.where == "['a'][1][1]"
    assert str(caught.value) == "at ['a'][1][1]: expected 4, received 3"


CLOSE = {
    "same": (np.ones((2, 3)), np.ones((2, 3))),
    "other width": (np.ones(2, "float32"), np.ones(2)),
    "within": (np.array([1.0 + 5e-6]), np.array([1.0])),
    "near zero": (np.array([5e-7]), np.array([0.0])),
    "numbers": (1.0, 1.0),
    "int for number": (1, 1.0),
    "scalar for number": (np.float32(1), 1.0),
    "integers": (np.array([1, 2]), np.array([1, 2], "int32")),
    "booleans": (np.array([True]), np.array([True])),
}


@pytest.mark.parametrize(("got", "want"), CLOSE.values(), ids=CLOSE.keys())
def test_near_arrays_are_close(got, want):
    assert_close(got, want)


FAR = {
    "far": (np.array([1.1]), np.array([1.0]), "value"),
    "just outside": (np.array([1.0 + 2e-5]), np.array([1.0]), "value"),
    "nan": (np.array([math.nan]), np.array([1.0]), "finite"),
    "all nan": (np.full(3, math.nan), np.zeros(3), "finite"),
    "infinity": (np.array([math.inf]), np.array([1.0]), "finite"),
    "number nan": (math.nan, 1.0, "finite"),
    "empty": (np.zeros(0), np.zeros(1), "shape"),
    "broadcast": (np.ones(1), np.ones(3), "shape"),
    "scalar for array": (np.float64(1), np.ones(3), "shape"),
    "column": (np.ones((3, 1)), np.ones(3), "shape"),
    "transposed": (np.ones((2, 3)), np.ones((3, 2)), "shape"),
    "masked": (np.ma.masked_array([9.0], [True]), np.ones(1), "type"),
    "list": ([1.0], np.ones(1), "type"),
    "text": ("1.0", 1.0, "type"),
    "none": (None, np.ones(1), "type"),
    "bool for number": (True, 1.0, "type"),
    "number for array": (1.0, np.ones(1), "type"),
    "integers for floats": (np.ones(2, int), np.ones(2), "type"),
    "floats for integers": (np.ones(2), np.ones(2, int), "type"),
    "booleans for floats": (np.ones(2, bool), np.ones(2), "type"),
    "complex for floats": (np.ones(2, complex), np.ones(2), "type"),
    "imaginary part": (np.array([1 + 5j]), np.array([1 + 0j]), "value"),
    "huge number": (1e300, 1.0, "value"),
}


@pytest.mark.parametrize(("got", "want", "kind"), FAR.values(), ids=FAR.keys())
def test_other_arrays_differ(got, want, kind):
    with pytest.raises(Mismatch) as caught:
        assert_close(got, want)
    assert caught.value.kind == kind


@pytest.mark.parametrize("got", [2**1100, -(2**1100)], ids=["above", "below"])
def test_huge_integers_differ(got):
    """They have no float: a plain difference all the same."""
    with pytest.raises(Mismatch):
        assert_close(got, 1.0)


@pytest.mark.parametrize("want", [np.zeros(0), np.array([math.nan]), math.inf, np.array([-math.inf])])
def test_broken_expectation_is_no_verdict(want):
    with pytest.raises(ValueError, match="expected value"):
        assert_close(np.ones(1), want)


def test_first_difference_is_told():
    with pytest.raises(Mismatch) as caught:
        assert_close(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.5, 4.0]]), where="['x']")
    assert caught.value.where == "['x'][0, 1]"
    assert "2.5 (2 of 4 entries differ)" in caught.value.expected


def test_numbers_have_no_index():
    with pytest.raises(Mismatch) as caught:
        assert_close(1.0, 2.0)
    assert caught.value.where == ""


def test_arguments_stay_untouched():
    got, want = np.array([1.0, 2.0], "float32"), np.array([1.0, 2.0])
    assert_close(got, want)
    assert got.dtype == "float32"
    assert want.tolist() == [1.0, 2.0]


NAMES = ("bool", "int", "float", "list", "tuple", "bytes", "str", "NoneType")
NAMES += ("numpy.int64", "numpy.float64", "numpy.ndarray")
LEADS = {f"The answer is of type {name}" for name in NAMES}


@pytest.mark.parametrize(("got", "want", "_"), UNEQUAL.values(), ids=UNEQUAL.keys())
def test_words_hold_no_value(got, want, _):
    """The words of a difference are the student's to read: they name types and nothing else."""
    with pytest.raises(Mismatch) as caught:
        assert_equal(got, want)
    words = caught.value.words
    assert words in WORDS.values() or words.split(" where ")[0] in LEADS


@pytest.mark.parametrize(("got", "want", "_"), FAR.values(), ids=FAR.keys())
def test_words_hold_no_number(got, want, _):
    with pytest.raises(Mismatch) as caught:
        assert_close(got, want)
    assert caught.value.words in WORDS.values()


@pytest.mark.parametrize("dtype", sorted(dtype for dtype in wire.DTYPES if "c" not in dtype))
def test_every_dtype_is_compared(dtype):
    want = np.array([1, 0]).astype(dtype)
    assert_close(want.copy(), want)
    with pytest.raises(Mismatch):
        assert_close(want[::-1].copy(), want)
