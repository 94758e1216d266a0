"""Convolutions: what one filter holds, how many biases there are, and what groups leave out."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv2d_params")


@cache
def keras_weights(kernel, c_in, c_out, groups=1):
    layer = keras.layers.Conv2D(c_out, kernel, use_bias=False, groups=groups)
    layer.build((None, 32, 32, c_in))
    return layer.count_params()


@pytest.mark.points(3)
def test_filter_spans_input_channels(student, rng):
    """A filter holds one weight for every position of its window on every input channel."""
    assert_equal(student.conv2d_params(11, 3, 96, use_bias=False), 34_848)  # AlexNet: 34,944 with biases
    assert_equal(student.conv2d_params(5, 3, 6, use_bias=False), 450)  # 456 with biases
    for _ in range(8):
        kernel, c_in, c_out = rng.integers(2, 9, size=3).tolist()
        got = student.conv2d_params(kernel, c_in, c_out, use_bias=False)
        assert_equal(got, keras_weights(kernel, c_in, c_out))


@pytest.mark.points(3)
def test_filter_has_one_bias(student, rng):
    """Biases add exactly one number for each filter, and they are there unless switched off."""
    cases = [tuple(case) for case in rng.integers(2, 40, size=(10, 3)).tolist()]

    bare = student.map("conv2d_params", [(*case, False) for case in cases])
    for use_bias in ((), (True,)):
        biased = student.map("conv2d_params", [(*case, *use_bias) for case in cases])
        more = [one - other for one, other in zip(biased, bare, strict=True)]
        assert_equal(more, [c_out for _, _, c_out in cases])


@pytest.mark.points(2)
def test_kernel_may_be_rectangular(student, rng):
    """A kernel given as (rows, columns) has rows times columns positions."""
    for _ in range(8):
        rows, columns = rng.choice(np.arange(1, 12), size=2, replace=False).tolist()
        filters = int(rng.integers(2, 9))
        got = student.conv2d_params((rows, columns), 1, filters, use_bias=False)
        assert_equal(got, keras_weights((rows, columns), 1, filters))


@pytest.mark.points(3)
def test_groups_share_out_the_channels(student, rng):
    """With groups, a filter sees its own group's share of the input channels and no other."""
    for groups in (2, 3, 4, 5) * 2:
        kernel, share, filters = rng.integers(2, 6, size=3).tolist()
        c_in, c_out = groups * share, groups * filters
        got = student.conv2d_params(kernel, c_in, c_out, use_bias=False, groups=groups)
        assert_equal(got, keras_weights(kernel, c_in, c_out, groups))


@pytest.mark.points(1)
def test_conv2d_refuses_impossible_layers(student):
    """Sizes below one, unequal groups or a kernel of three axes are a ValueError, floats a TypeError."""
    legal = {"kernel": 3, "c_in": 1, "c_out": 6, "use_bias": False}
    assert_equal(student.conv2d_params(**legal), 54)
    impossible = (
        {"kernel": 0},
        {"kernel": (3, 0)},
        {"kernel": (3,)},
        {"kernel": (3, 3, 3)},
        {"c_in": 0},
        {"c_out": -6},
        {"groups": 0},
        {"c_in": 5, "groups": 2},
        {"c_in": 4, "groups": 4},
    )
    for fault in impossible:
        with student.raises(ValueError):
            student.conv2d_params(**(legal | fault))
    for fault in ({"kernel": 3.0}, {"kernel": (3, True)}, {"c_in": True}, {"c_out": 6.0}, {"groups": 1.0}):
        with student.raises(TypeError):
            student.conv2d_params(**(legal | fault))
