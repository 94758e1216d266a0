"""The Dense layer that could stand in for a convolution: every output looks at every input."""

from math import prod

import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("equivalent_dense_params")


def random_shape(rng, rank):
    return tuple(rng.integers(2, 8, size=rank).tolist())


@pytest.mark.points(2)
def test_every_output_sees_every_input(student, rng):
    """There is one weight for each pair of a number in the input volume and a number in the output volume."""
    for rank_in, rank_out in ((1, 1), (1, 3), (3, 1), (2, 2), (3, 3), (4, 2)):
        in_shape, out_shape = random_shape(rng, rank_in), random_shape(rng, rank_out)
        want = np.ones((*in_shape, *out_shape), dtype=bool).size
        assert_equal(student.equivalent_dense_params(in_shape, out_shape), want)
        assert_equal(student.equivalent_dense_params(in_shape, out_shape, use_bias=False), want)


@pytest.mark.points(1)
def test_every_output_may_have_a_bias(student, rng):
    """Asking for biases adds one number for each number in the output volume."""
    for rank in (1, 2, 3) * 2:
        in_shape, out_shape = random_shape(rng, 3), random_shape(rng, rank)
        biased = student.equivalent_dense_params(in_shape, out_shape, use_bias=True)
        assert_equal(biased - student.equivalent_dense_params(in_shape, out_shape), prod(out_shape))


@pytest.mark.points(1)
@pytest.mark.explains("the paper's own numbers, beside random ones")
def test_alexnet_has_two_input_sizes(student):
    """Of AlexNet's two published inputs, only one gives the 43.7e9 weights of the lecture."""
    maps = (55, 55, 96)
    assert_equal(student.equivalent_dense_params((224, 224, 3), maps), 43_713_331_200)
    assert_equal(student.equivalent_dense_params((227, 227, 3), maps), 44_892_064_800)


@pytest.mark.points(1)
def test_equivalent_count_is_exact(student, rng):
    """The count is an integer, exact to the last digit, even where a float would have to round it."""
    for _ in range(5):
        axes = (2 * rng.integers(2**14, 2**15, size=4) + 1).tolist()  # an odd product above 2**53
        got = student.equivalent_dense_params(tuple(axes[:2]), tuple(axes[2:]))
        assert_equal(got, prod(axes))


@pytest.mark.points(1)
def test_equivalent_refuses_non_shapes(student):
    """An empty shape or a size below one is a ValueError, a float or a bool among the sizes a TypeError."""
    good = (2,)
    wider, narrower = (student.equivalent_dense_params((inputs,), (1,)) for inputs in (4, 3))
    assert_equal(wider - narrower, 1)
    for bad in ((), (0,), (2, 0), (2, -3)):
        for shapes in ((bad, good), (good, bad)):
            with student.raises(ValueError):
                student.equivalent_dense_params(*shapes)
    for bad in ((2.0, 3), (2, True)):
        for shapes in ((bad, good), (good, bad)):
            with student.raises(TypeError):
                student.equivalent_dense_params(*shapes)
