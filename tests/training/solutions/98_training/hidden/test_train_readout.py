"""Four clouds of points: what a mechanism must do, and how well it tells new points apart."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("train_readout")
CLASSES, FEATURES = 4, 6


def clouds(rng, each):
    """Points around four centres at right angles, sorted by class; the centres are the generator's first."""
    turned, _ = np.linalg.qr(rng.normal(size=(FEATURES, FEATURES)))
    centres = 3.0 * turned[:CLASSES] + 4.0 * turned[CLASSES]  # far from zero, where order matters

    def draw(each):
        y = np.repeat(np.arange(CLASSES), each)
        return centres[y] + rng.normal(size=(len(y), FEATURES)), y

    return [draw(number) for number in each]


@pytest.mark.points(1)
def test_weights_have_the_shapes_specified(student, rng):
    """The kernel is (features, classes) and the bias (classes,)."""
    ((x, y),) = clouds(rng, [10])
    kernel, bias = student.train_readout(x, y, 1)
    assert_equal(kernel.shape, (FEATURES, CLASSES))
    assert_equal(bias.shape, (CLASSES,))


@pytest.mark.points(2)
def test_loss_falls(student, rng):
    """Training brings the mean cross-entropy of the examples below that of a guess, log 4."""
    ((x, y),) = clouds(rng, [10])
    order = rng.permutation(
        len(y)
    )  # sorted by class, chance alone would say whether the last one is forgotten
    x, y = x[order], y[order]
    kernel, bias = student.train_readout(x, y, 1)
    scores = x @ kernel + bias
    loss = np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)) + scores.max(axis=1)
    assert np.mean(loss - scores[np.arange(len(y)), y]) < np.log(CLASSES)


@pytest.mark.points(1)
def test_equal_seeds_give_equal_weights(student, rng):
    """Trained again with the same seed, the weights come out the same."""
    ((x, y),) = clouds(rng, [10])
    kernel, bias = student.train_readout(x, y, 3)
    assert_equal(bias.shape, (CLASSES,))
    again, _ = student.train_readout(x, y, 3)
    assert_close(again, kernel)


@pytest.mark.points(3)
@pytest.mark.threshold(full=0.90, half=0.72)
def test_new_points_are_told_apart(student, outcome, rng):
    """Points that were not trained on are given their own class."""

    def accuracy(seed):
        (x, y), (new, classes) = clouds(rng, [40, 200])
        kernel, bias = student.train_readout(x, y, seed)
        return np.mean(np.argmax(new @ kernel + bias, axis=1) == classes)

    outcome(accuracy)
