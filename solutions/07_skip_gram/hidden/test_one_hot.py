"""Ids of many shapes, with the first and the last word among them, and words that stand twice."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("one_hot")

SHAPES = [(), (1,), (7,), (3, 4), (1, 5), (2, 1, 3)]
WORDS = 5


def words(rng, shape):
    return rng.integers(WORDS, size=shape)


@pytest.mark.points(1)
def test_words_are_equally_far_apart(student, rng):
    """Any two different words have the distance √2 and the cosine 0, and each has length 1."""
    count = int(rng.integers(4, 9))

    got = student.one_hot(rng.permutation(count), count)

    assert_equal(np.shape(got), (count, count))
    apart = np.linalg.norm(np.asarray(got, "float64")[:, None] - got, axis=-1)
    assert_close(apart, np.sqrt(2) * (1 - np.eye(count)))
    assert_close(np.asarray(got, "float64") @ np.transpose(got), np.eye(count))


@pytest.mark.points(1)
def test_one_stands_on_the_axis_of_the_word(student, rng):
    """For ids of any shape, one more axis comes last, with a 1 at the place of the id, in float32."""
    cases = [(words(rng, shape), WORDS) for shape in SHAPES]
    cases += [(np.arange(4, dtype="int32"), 4), (np.zeros((2, 3), "uint8"), 1)]

    for (ids, count), got in zip(cases, student.map("one_hot", cases), strict=True):
        assert_close(got, (ids[..., None] == np.arange(count)).astype("float32"))
        assert_equal(str(got.dtype), "float32")


@pytest.mark.points(2)
def test_looking_up_is_the_product_with_one_hot(student, rng):
    """For ids of any shape, the rows looked up are what one-hot vectors times the table would give."""
    cases = [(words(rng, shape), rng.normal(size=(WORDS, 3))) for shape in SHAPES]
    wide = rng.normal(size=(WORDS, 7)).astype("float32")  # more columns than words: both can be looked up
    cases.append((words(rng, (6,)).astype("int32"), wide))

    for (ids, table), got in zip(cases, student.map("embed", cases), strict=True):
        hot = (ids[..., None] == np.arange(WORDS)).astype(table.dtype)
        assert_close(got, hot @ table)
        assert_equal(str(got.dtype), str(table.dtype))


@pytest.mark.points(1)
def test_large_vocabulary_costs_no_memory(student, rng):
    """A page of 8,000 words is looked up in a vocabulary of 200,000 where no such matrix fits."""
    ids = rng.integers(200_000, size=8_000)
    table = np.arange(400_000, dtype="float32").reshape(200_000, 2)

    assert_close(student.embed(ids, table), table[ids])


@pytest.mark.points(1)
def test_words_that_do_not_exist_are_refused(student):
    """Negative or too large ids and impossible tables raise a ValueError; what is no integer, a TypeError."""
    ids, table = np.array([0, 3]), np.ones((4, 2))
    assert_equal(np.shape(student.one_hot(ids, 4)), (2, 4))
    assert_equal(np.shape(student.embed(ids, table)), (2, 2))

    outside = [np.array([0, -1]), np.array([[1], [4]]), np.array(-4), np.array(9)]
    student.refuses(ValueError, "one_hot", [(one, 4) for one in outside])
    student.refuses(ValueError, "one_hot", [(np.zeros(0, "int64"), 0), (np.zeros(0, "int64"), -2)])
    student.refuses(ValueError, "embed", [(one, table) for one in outside])
    student.refuses(ValueError, "embed", [(ids, np.ones(4)), (ids, np.ones((4, 2, 2)))])
    student.refuses(TypeError, "one_hot", [(ids, 4.0), (ids * 0, True), (ids, None), (np.array([0.0]), 4)])
    student.refuses(TypeError, "embed", [(np.array([0.0, 3.0]), table), (np.array([True, False]), table)])
