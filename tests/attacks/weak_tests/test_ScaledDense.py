"""A hidden test as it should not be: it asks for nothing that the library's own layer lacks."""

import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("ScaledDense")


@pytest.mark.points(2)
def test_shape(student):
    """Three units give three outputs."""
    assert_equal(student.ScaledDense(3)(np.ones((2, 4), "float32")).shape, (2, 3))
