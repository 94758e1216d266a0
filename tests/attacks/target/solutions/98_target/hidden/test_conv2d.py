"""HIDDEN-CANARY-7e57a1."""

import numpy as np
import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("conv2d")


@pytest.mark.points(2)
def test_sums_over_windows(student, reference, rng):
    """Each output is the sum of a window times the kernel, over all input channels."""
    x, kernel = rng.normal(size=(2, 7, 6, 3)), rng.normal(size=(3, 2, 3, 4))
    assert_close(student.conv2d(x, kernel), reference.conv2d(x.copy(), kernel.copy()))


@pytest.mark.points(2)
def test_constant_image(student, rng):
    """On a constant image every output is the sum of the kernel times that constant."""
    kernel = rng.normal(size=(2, 2, 1, 3))
    expected = np.broadcast_to(5 * kernel.sum(axis=(0, 1, 2)), (1, 4, 4, 3))
    assert_close(student.conv2d(np.full((1, 5, 5, 1), 5.0), kernel), np.ascontiguousarray(expected))
