"""A hidden test as it should not be: it looks at shapes alone."""

import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("lstm_step")


@pytest.mark.points(4)
def test_shapes(student, rng):
    """Both shapes are right."""
    shapes = [(3, 4), (3, 5), (3, 5), (4, 20), (5, 20), (20,)]
    h, c = student.lstm_step(*(rng.normal(size=shape) for shape in shapes))
    assert_equal([h.shape, c.shape], [(3, 5), (3, 5)])
