"""Cases for paper."""

import pytest

from autograder import assert_equal


@pytest.mark.exercise("conv_output_length")
def test_five_on_thirty_two(student):
    """A window of 5 on 32 pixels gives 28 outputs."""
    assert_equal(student.conv_output_length(32, 5), 28)
