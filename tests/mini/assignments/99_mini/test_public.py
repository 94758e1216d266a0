"""Cases for paper."""

import pytest

from autograder import assert_equal


@pytest.mark.exercise("double")
def test_three_doubled(student):
    """Twice 3 is 6."""
    assert_equal(student.double(3), 6)


@pytest.mark.exercise("double")
def test_double_refuses_bools(student):
    """True is no number to double."""
    with student.raises(TypeError):
        student.double(True)
