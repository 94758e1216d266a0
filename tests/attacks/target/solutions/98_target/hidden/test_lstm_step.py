"""HIDDEN-CANARY-7e57a2."""

import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("lstm_step")


@pytest.mark.points(4)
def test_one_step(student, reference, rng):
    """The gates open and close as the equations say."""
    batch, inputs, units = 3, 4, 5
    shapes = [
        (batch, inputs),
        (batch, units),
        (batch, units),
        (inputs, 4 * units),
        (units, 4 * units),
        (4 * units,),
    ]
    arguments = [rng.normal(size=shape) for shape in shapes]
    h, c = student.lstm_step(*arguments)
    expected_h, expected_c = reference.lstm_step(*(argument.copy() for argument in arguments))
    assert_close(h, expected_h)
    assert_close(c, expected_c)
