"""Gradients of many shapes, clipped by TensorFlow as well."""

import numpy as np
import pytest
import tensorflow as tf

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("clip_by_global_norm")

SHAPES = [(3,), (2, 4), (2, 1, 3), (1,)]


def drawn(rng, dtype="float64"):
    return [rng.normal(size=shape).astype(dtype) for shape in SHAPES]


def joint_norm(grads):
    return float(np.linalg.norm(np.concatenate([one.ravel() for one in grads if one is not None])))


def clipped(answer, length):
    """Return the gradients of an answer, if it is a pair of a list of that length and a number."""
    assert_equal((type(answer), len(answer)), (tuple, 2))
    assert_equal((type(answer[0]), len(answer[0]), type(answer[1])), (list, length, float))
    return answer[0]


@pytest.mark.points(1)
def test_long_gradients_are_shortened_together(student, rng):
    """Gradients that are too long are all multiplied by max_norm over their joint norm."""
    cases = [(drawn(rng, dtype), limit) for dtype in ("float32", "float64") for limit in (0.1, 0.5, 1.0)]

    for (grads, limit), answer in zip(cases, student.map("clip_by_global_norm", cases), strict=True):
        wanted, _ = tf.clip_by_global_norm([tf.constant(one) for one in grads], limit)
        for got, want in zip(clipped(answer, len(SHAPES)), wanted, strict=True):
            assert_close(got, want.numpy())
            assert_equal(str(got.dtype), want.dtype.name)


@pytest.mark.points(1)
def test_short_gradients_stay_as_they_are(student, rng):
    """Gradients whose joint norm is not above max_norm come back unchanged, to the last bit."""
    grads = [None, *drawn(rng), None]
    norm = joint_norm(grads)

    cases = [(grads, norm * factor) for factor in (1.001, 1.7, 1000)]
    for answer in student.map("clip_by_global_norm", cases):
        for got, want in zip(clipped(answer, len(grads)), grads, strict=True):
            assert_equal(got is None, want is None)
            if want is not None:
                assert_close(got, want, rtol=0, atol=0)


@pytest.mark.points(1)
def test_missing_gradients_stay_missing(student, rng):
    """None is passed through in its place and does not count, while all others are shortened together."""
    grads = [None, *drawn(rng)[:2], None, np.full((2, 2), 3.0)]
    norm = joint_norm(grads)

    factors = (0.25, 0.5)
    answers = student.map("clip_by_global_norm", [(grads, norm * factor) for factor in factors])

    for answer, factor in zip(answers, factors, strict=True):
        got = clipped(answer, 5)
        assert_equal([one is None for one in got], [one is None for one in grads])
        assert_close(joint_norm(got), norm * factor)
        assert_close(got[-1], np.full((2, 2), 3.0 * factor))


@pytest.mark.points(1)
def test_norm_is_that_before_clipping(student, rng):
    """The number that comes with them is the joint norm of all gradients as they came."""
    cases = [(drawn(rng), limit) for limit in (0.01, 1.0, 100.0)]
    cases += [([np.array([3.0, 4.0]), np.array([[0.0], [12.0]])], 1)]

    for (grads, _), answer in zip(cases, student.map("clip_by_global_norm", cases), strict=True):
        clipped(answer, len(grads))
        assert_close(answer[1], joint_norm(grads))


@pytest.mark.points(1)
def test_zeros_stay_zeros(student):
    """Gradients that are all zero stay so, and their norm is 0; without any array it is 0 as well."""
    zeros = [np.zeros(3), np.zeros((2, 2))]
    nothing = [[], [None, None]]

    answer, empty, missing = student.map("clip_by_global_norm", [(one, 1.0) for one in (zeros, *nothing)])

    for got, want in zip(clipped(answer, 2), zeros, strict=True):
        assert_close(got, want, rtol=0, atol=0)
    assert_equal([answer[1], empty, missing], [0.0, ([], 0.0), ([None, None], 0.0)])


@pytest.mark.points(1)
def test_impossible_limits_are_refused(student, rng):
    """A max_norm of 0 or below is a ValueError, whether the gradients are long or not; 1 is a limit."""
    grads = [np.array([30.0, 40.0])]
    assert_close(clipped(student.clip_by_global_norm(grads, 1), 1)[0], np.array([0.6, 0.8]))

    student.refuses(
        ValueError,
        "clip_by_global_norm",
        [(grads, 0.0), (grads, 0), (grads, -1.0), (drawn(rng), -0.5), ([np.zeros(2)], 0.0), ([None], -3)],
    )
