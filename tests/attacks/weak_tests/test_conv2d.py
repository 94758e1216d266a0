"""A hidden test as it should not be: it looks at the shape alone."""

import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv2d")


@pytest.mark.points(4)
def test_shape(student, rng):
    """The shape is right."""
    assert_equal(
        student.conv2d(rng.normal(size=(2, 7, 6, 3)), rng.normal(size=(3, 2, 3, 4))).shape, (2, 5, 5, 4)
    )
