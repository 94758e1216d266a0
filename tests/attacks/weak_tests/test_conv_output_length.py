"""A hidden test as it should not be: the case that the chapter shows."""

import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv_output_length")


@pytest.mark.points(4)
def test_five_on_thirty_two(student):
    """A window of 5 on 32 pixels gives 28 outputs."""
    assert_equal(student.conv_output_length(32, 5), 28)
