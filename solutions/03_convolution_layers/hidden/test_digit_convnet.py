"""The mechanism on a few digits, the outcome on hundreds that the student's code never sees.

Digits are scikit-learn's, sorted by class as the specification says. Classes are renamed by chance:
who has met these digits before knows nothing about the names.
"""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits

from autograder import assert_close, assert_equal
from autograder.datasets import mnist

pytestmark = pytest.mark.exercise("digit_convnet")

MOST_WEIGHTS = 30_000
TRAINED_ON = 1000
LARGER_WEIGHTS, LARGER_TRAINED_ON, LARGER_ACCURACY = 431_754, 10_000, 0.95


@cache
def digits():
    found = load_digits()
    return found.images[..., None].astype("float32"), found.target


def drawn(rng, count, names=None):
    """So many digits to train on, sorted by class, and all others to be judged on."""
    pictures, classes = digits()
    order = rng.permutation(len(pictures))
    y = (rng.permutation(10) if names is None else names)[classes]
    chosen = order[:count][np.argsort(y[order[:count]], kind="stable")]
    rest = order[count:]
    return (pictures[chosen], y[chosen]), (pictures[rest], y[rest])


def cross_entropy(scores, y):
    """The mean cross-entropy of scores that are logits, in float64."""
    scores = np.asarray(scores, "float64")
    above = scores - scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(above).sum(axis=1)) - above[np.arange(len(y)), y]))


def accuracy(model, x, y):
    scores = model(x)
    assert_equal(np.shape(scores), (len(x), 10))
    return float(np.mean(np.argmax(scores, axis=1) == y))


@pytest.mark.points(1)
def test_net_is_small(student, rng):
    """The net takes pictures of 8 x 8 x 1 to ten numbers each, with 30,000 weights at most."""
    model = student.build()
    (x, _), _ = drawn(rng, 3)
    assert_equal(tuple(model.get("input_shape")), (None, 8, 8, 1))
    assert_equal(np.shape(model(x)), (3, 10))
    assert model.count_params() <= MOST_WEIGHTS


@pytest.mark.points(2)
def test_fresh_net_has_no_opinion(student, rng):
    """Before training the outputs are scores, not probabilities, and their cross-entropy is near log 10."""
    (x, y), _ = drawn(rng, 200)
    for _ in range(3):
        scores = student.build()(x)
        assert_equal(np.shape(scores), (200, 10))
        assert np.abs(np.sum(scores, axis=1) - 1).max() > 1e-3, "probabilities"
        assert abs(cross_entropy(scores, y) - np.log(10)) <= 0.5


@pytest.mark.points(1)
def test_every_net_is_a_new_one(student):
    """Two nets that were built one after the other share no weights."""
    assert_equal(student.probe_shared(student.build(), student.build()), 0)


@pytest.mark.points(2)
def test_loss_is_the_cross_entropy_and_falls(student, rng):
    """The loss that is compiled in is the cross-entropy of the scores, and training lowers it."""
    (x, y), _ = drawn(rng, 100)
    model = student.build()
    before = cross_entropy(model(x), y)
    losses = student.train(model, x, y, 1).get("history")["loss"]
    found = model.evaluate(x, y, verbose=0)
    after = cross_entropy(model(x), y)
    assert min(after, losses[-1]) < before
    assert abs(after - before) > 1e-3, "the net is the one it was"
    got = found[0] if isinstance(found, list) else found
    assert_close(got, after, rtol=1e-3, atol=1e-4)


@pytest.mark.points(1)
def test_equal_seeds_give_equal_nets(student, rng):
    """Two nets that are built alike, and trained on the same pictures with the same seed, end up alike."""
    (x, y), (others, _) = drawn(rng, 100)
    scores = []
    for elsewhere in (5, 6):
        student.probe_chance(4)
        model = student.build()
        student.probe_chance(elsewhere)
        student.train(model, x, y, 2)
        scores.append(np.asarray(model(others[:50])))
    assert_close(scores[1], scores[0], rtol=1e-2, atol=1e-2 * float(np.abs(scores[0]).max()))


@pytest.mark.points(1)
@pytest.mark.explains(
    "a net that knows the digits already, and not from its lessons, is found out here alone"
)
def test_net_knows_what_it_was_taught(student, rng):
    """Taught other names for the ten digits, the net does not give them their usual ones."""
    shift = int(rng.integers(1, 10))
    (x, y), (others, names) = drawn(rng, 300, (np.arange(10) + shift) % 10)
    model = student.build()
    student.train(model, x, y, 3)
    assert accuracy(model, others, (names - shift) % 10) <= 0.2


@pytest.mark.points(4)
@pytest.mark.threshold(full=0.90, half=0.83)
def test_new_digits_are_read(student, outcome, rng):
    """Trained on 1000 digits, the net reads the others: its accuracy is the mean over seeds."""

    def measure(seed):
        (x, y), (others, names) = drawn(rng, TRAINED_ON)
        model = student.build()
        student.train(model, x, y, seed)
        return accuracy(model, others, names)

    outcome(measure)


@pytest.mark.large
@pytest.mark.points(0)
def test_larger_net_reads_mnist(student, rng):
    """Trained on 10,000 digits of MNIST, Bardak's net of 431,754 weights reads at least 95 of 100 others."""
    images, names = mnist(), rng.permutation(10)
    chosen = rng.permutation(len(images.x_train))[:LARGER_TRAINED_ON]
    chosen = chosen[np.argsort(names[images.y_train[chosen]], kind="stable")]
    model = student.probe_larger_net()
    assert_equal(model.count_params(), LARGER_WEIGHTS)
    student.train(model, images.x_train[chosen], names[images.y_train[chosen]], int(rng.integers(2**31)))
    parts = np.array_split(np.arange(len(images.x_test)), 5)  # an answer must not become too long
    right = [accuracy(model, images.x_test[part], names[images.y_test[part]]) * len(part) for part in parts]
    assert sum(right) / len(images.x_test) >= LARGER_ACCURACY
