"""One step, exactly."""

import numpy as np
import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("gradient_step")


@pytest.mark.points(3)
def test_step_goes_down_the_mean_gradient(student, rng):
    """One step goes against the gradient of the mean cross-entropy, as far as the rate says."""
    x, y = rng.normal(size=(5, 3)), rng.integers(4, size=5)
    kernel, bias = rng.normal(size=(3, 4)), rng.normal(size=4)
    grown = np.exp(x @ kernel + bias)
    error = grown / grown.sum(axis=1, keepdims=True)
    error[range(5), y] -= 1
    got_kernel, got_bias = student.gradient_step(kernel, bias, x, y, 0.3)
    assert_close(got_kernel, kernel - 0.3 * x.T @ error / 5)
    assert_close(got_bias, bias - 0.3 * error.sum(axis=0) / 5)
