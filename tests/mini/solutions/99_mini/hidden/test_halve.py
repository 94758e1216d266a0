"""Arrays cross the wall."""

import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("halve")


@pytest.mark.points(3)
def test_half_of_everything(student, rng):
    """Every entry is half of what it was."""
    x = rng.normal(size=(3, 5)).astype("float32")
    assert_close(student.halve(x), x / 2)


@pytest.mark.points(1)
def test_dtype_is_kept(student, rng):
    """A float64 array stays one."""
    x = rng.normal(size=(2, 3))
    got = student.halve(x)
    assert_close(got, x / 2)
    assert got.dtype == x.dtype
