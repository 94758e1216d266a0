"""HIDDEN-CANARY-7e57a0: no byte of this file may leave the trusted process."""

import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv_output_length")


@pytest.mark.points(1)
def test_a_number_to_look_for(student):
    """Long axes count as short ones do."""
    assert_equal(student.conv_output_length(913757, 4, 3, 2), 304586)


@pytest.mark.points(2)
def test_windows_are_counted(student, rng):
    """Every place where the window fits counts."""
    lows, highs = (50, 1, 1, 0), (5000, 12, 6, 5)
    cases = [tuple(map(int, rng.integers(lows, highs))) for _ in range(12)]
    expected = [(n + 2 * padding - kernel) // stride + 1 for n, kernel, stride, padding in cases]
    assert_equal(student.map("conv_output_length", cases), expected)


@pytest.mark.points(1)
def test_one_after_another(student, rng):
    """A window of one tap with stride 1 changes nothing."""
    for _ in range(3):
        n = int(rng.integers(100, 10**6))
        assert_equal(student.conv_output_length(n, 1), n)
