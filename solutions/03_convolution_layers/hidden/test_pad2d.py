"""Frames of four different widths around pictures whose four axes all differ."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("pad2d")


def pictures(rng, dtype="float64"):
    """A small batch without a zero in it, so that a zero is always padding."""
    shape = rng.integers([2, 3, 6, 2], [4, 6, 9, 4])
    return (rng.uniform(1, 2, size=shape) * rng.choice([-1, 1], size=shape)).astype(dtype)


def four_counts(rng):
    """((top, bottom), (left, right)), all different, one of them 0."""
    top, bottom, left, right = rng.permutation(4).tolist()
    return (top, bottom), (left, right)


def framed(x, pad, value):
    """Fill the frame first, then set the pixels into it."""
    (top, bottom), (left, right) = pad
    batch, height, width, channels = x.shape
    whole = np.full((batch, top + height + bottom, left + width + right, channels), value, x.dtype)
    whole[:, top : top + height, left : left + width] = x
    return whole


@pytest.mark.points(1)
def test_one_number_means_all_four_sides(student, rng):
    """A single count adds as many rows above as below, and as many columns left as right, and no more."""
    cases = [(pictures(rng), pad) for pad in (1, 2, 3)]

    for (x, pad), got in zip(cases, student.map("pad2d", cases), strict=True):
        assert_close(got, framed(x, ((pad, pad), (pad, pad)), 0.0))


@pytest.mark.points(2)
def test_frame_cut_away_leaves_the_pictures(student, rng):
    """With four different counts, whoever cuts the frame away again finds every pixel where it was."""
    cases = [(pictures(rng), four_counts(rng)) for _ in range(6)]

    for (x, pad), got in zip(cases, student.map("pad2d", cases), strict=True):
        (top, _), (left, _) = pad
        height, width = x.shape[1:3]
        assert_equal(np.shape(got), framed(x, pad, 0.0).shape)
        assert_close(got[:, top : top + height, left : left + width], x)


@pytest.mark.points(1)
def test_frame_holds_the_value(student, rng):
    """Every place that no pixel moves to holds the value asked for, and no other place changes."""
    cases = [(pictures(rng), four_counts(rng), value) for value in (3.5, -1.0, 0.25)]

    for (x, pad, value), got in zip(cases, student.map("pad2d", cases), strict=True):
        assert_close(got, framed(x, pad, value))


@pytest.mark.points(1)
def test_frame_has_the_dtype_of_the_pictures(student, rng):
    """The answer has the dtype of x, whatever the value is, and the four sizes that the counts say."""
    cases = [
        (pictures(rng, dtype), pad, value)
        for dtype in ("float32", "float64")
        for pad, value in ((2, 0.5), (((0, 1), (2, 3)), 0.1))
    ]
    for (x, pad, value), got in zip(cases, student.map("pad2d", cases), strict=True):
        want = framed(x, pad if isinstance(pad, tuple) else ((pad, pad), (pad, pad)), value)
        assert_equal((str(np.asarray(got).dtype), np.shape(got)), (str(x.dtype), want.shape))


@pytest.mark.points(1)
def test_impossible_frames_are_refused(student, rng):
    """Negative counts and a wrong number of counts or axes are a ValueError, a bool or 1.0 is a TypeError."""
    x = pictures(rng)
    assert_close(student.pad2d(x, 0), x)

    negative = [(x, -1), (x, ((1, 1), (1, -1))), (x, ((-2, 1), (1, 1)))]
    miscounted = [(x, ((1, 1),)), (x, ((1, 1), (1, 1), (1, 1))), (x, ((1, 1), (1, 1, 1)))]
    student.refuses(ValueError, "pad2d", [*negative, *miscounted, (x[0], 1), (x[np.newaxis], 1)])
    fractional = [(x, 1.0), (x, ((1, 1), (2.0, 1)))]
    student.refuses(TypeError, "pad2d", [*fractional, (x, True), (x, ((1, False), (1, 1))), (x, None)])
