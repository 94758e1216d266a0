"""Dense layers: a weight for each input of each unit, a bias for each unit."""

import keras
import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("dense_params")


@pytest.mark.points(3)
def test_dense_agrees_with_keras(student, rng):
    """A Dense layer has one weight for each pair of input and unit, and one bias for each unit."""
    cases, want = [], []
    for use_bias in ((), (True,), (False,)) * 3:
        inputs, units = rng.choice(np.arange(2, 60), size=2, replace=False).tolist()
        layer = keras.layers.Dense(units, "linear", *use_bias)
        layer.build((None, inputs))
        cases.append((inputs, units, *use_bias))
        want.append(layer.count_params())

    assert_equal(student.map("dense_params", cases), want)


@pytest.mark.points(2)
def test_dense_counts_every_axis(student, rng):
    """A tuple stands for a flattened tensor: each of its entries is an input, along every axis."""
    for rank in (1, 2, 3, 4) * 3:
        *shape, units = rng.integers(2, 10, size=rank + 1).tolist()
        want = np.ones((*shape, units), dtype=bool).size
        assert_equal(student.dense_params(tuple(shape), units, use_bias=False), want)


@pytest.mark.points(2)
def test_dense_count_is_exact(student, rng):
    """The count is exact to the last digit, however large the layer."""
    for low in (2**20, 2**30, 2**40):
        inputs, units = (2 * rng.integers(low, 2 * low, size=2) + 1).tolist()  # odd: the product is not round
        assert_equal(student.dense_params(inputs, units, use_bias=False), inputs * units)


@pytest.mark.points(1)
def test_dense_refuses_non_counts(student):
    """An empty shape or a size below one is a ValueError, a float or a bool a TypeError."""
    assert_equal(student.dense_params(6, 5, use_bias=False), 30)
    for inputs, units in ((0, 5), (6, 0), (-6, 5), (6, -5), ((), 5), ((0,), 5), ((3, -2), 5)):
        with student.raises(ValueError):
            student.dense_params(inputs, units)
    for inputs, units in ((6.0, 5), (6, 5.0), (True, 5), (6, True), ((3, 2.0), 5), ((3, True), 5)):
        with student.raises(TypeError):
            student.dense_params(inputs, units)
