"""HIDDEN-CANARY-d0ub1e stands here to be looked for."""

import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("double")


@pytest.mark.points(2)
@pytest.mark.parametrize("sign", [1, -1])
def test_twice_the_number(student, rng, sign):
    """The answer is twice the number."""
    n = sign * int(rng.integers(900_000, 1_000_000))
    assert_equal(student.double(n), 2 * n)


@pytest.mark.points(1)
def test_agrees_with_the_reference(student, reference, rng):
    """Large numbers are doubled exactly."""
    n = int(rng.integers(1, 9)) * 10**30
    assert_equal(student.double(n), reference.double(n))


@pytest.mark.points(1)
def test_bool_is_refused(student):
    """A bool is a TypeError."""
    assert_equal(student.double(1), 2)
    with student.raises(TypeError):
        student.double(True)
