"""A hidden test as it should not be: it trusts the weights that came with the network."""

import numpy as np
import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("build_model")


@pytest.mark.points(2)
def test_probabilities(student):
    """The outputs sum to one."""
    assert_close(student.build_model()(np.ones((1, 8, 8, 1), "float32")).sum(axis=1), np.ones(1, "float32"))
