"""HIDDEN-CANARY-7e57a4."""

import numpy as np
import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("build_model")


def forward(x, weights, conv2d):
    """The network by hand: x (batch, 8, 8, 1) to probabilities (batch, 10)."""
    kernel, bias, dense, last = (np.asarray(weight, float) for weight in weights)
    hidden = np.maximum(conv2d(x, kernel) + bias, 0).reshape(len(x), -1)
    scores = np.exp(hidden @ dense + last)
    return scores / scores.sum(axis=1, keepdims=True)


@pytest.mark.points(2)
def test_answers_follow_from_the_weights(student, reference, rng):
    """The network computes what its layers say, with its own weights and with others."""
    model = student.build_model()
    x = rng.normal(size=(3, 8, 8, 1))
    shapes = [(3, 3, 1, 4), (4,), (144, 10), (10,)]
    weights = model.get_weights()
    assert [weight.shape for weight in weights] == shapes
    assert_close(
        model(x.astype("float32")),
        forward(x, weights, reference.conv2d).astype("float32"),
        rtol=1e-3,
        atol=1e-4,
    )
    others = [rng.normal(scale=0.3, size=shape).astype("float32") for shape in shapes]
    model.set_weights(others)
    assert_close(
        model(x.astype("float32")),
        forward(x, others, reference.conv2d).astype("float32"),
        rtol=1e-3,
        atol=1e-4,
    )
