"""States from Keras's SimpleRNN with copied weights, started elsewhere than at zero; all sizes differ."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("rnn_forward")

SIZES = [(2, 6, 3, 5), (3, 1, 4, 2), (1, 5, 2, 3)]  # batch, steps, features, units


def drawn(rng, batch, steps, features, units, dtype="float32"):
    """Arguments of rnn_forward: nothing symmetric, nothing zero."""
    shapes = [(batch, steps, features), (batch, units), (features, units), (units, units), (units,)]
    return [rng.uniform(-1, 1, size=shape).astype(dtype) for shape in shapes]


@cache
def keras_layer(features, units):
    layer = keras.layers.SimpleRNN(units, return_sequences=True)
    layer.build((None, None, features))
    return layer


@pytest.mark.points(3)
def test_same_states_as_keras(student, rng):
    """With the same weights, and started from the same state, the states are those of Keras's SimpleRNN."""
    cases = [drawn(rng, *sizes) for sizes in SIZES]

    for (x, h0, U, W, b), got in zip(cases, student.map("rnn_forward", cases), strict=True):
        layer = keras_layer(*U.shape)
        layer.set_weights([U, W, b])
        assert_close(got, np.asarray(layer(x, initial_state=h0)), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_input_can_join_the_sum_as_it_is(student, rng):
    """With U=None the states are those of a layer whose U is the identity."""
    x, h0, _, W, b = drawn(rng, 2, 4, 3, 3, "float64")

    bare, through = student.map("rnn_forward", [(x, h0, None, W, b), (x, h0, np.eye(3), W, b)])

    first = np.tanh(x[:, 0] + h0 @ W + b)
    assert_close(bare[:, 0], first)
    assert_close(bare[:, 1], np.tanh(x[:, 1] + first @ W + b))
    assert_close(bare, through)


@pytest.mark.points(1)
def test_future_does_not_reach_back(student, rng):
    """Another x at step t leaves all earlier states as they were, and changes those from t on."""
    x, h0, U, W, b = drawn(rng, 2, 6, 3, 5, "float64")
    changed = [x.copy() for _ in range(6)]
    for t, one in enumerate(changed):
        one[:, t] += 1

    before, *after = student.map("rnn_forward", [(one, h0, U, W, b) for one in (x, *changed)])

    assert_equal([one.shape for one in (before, *after)], [(2, 6, 5)] * 7)
    for t, one in enumerate(after):
        moved = np.abs(one - before).max(axis=(0, 2)) > 1e-9
        assert_equal(moved.tolist(), [step >= t for step in range(6)])


@pytest.mark.points(1)
def test_bias_is_what_remains_of_nothing(student, rng):
    """If inputs and first state are zero, the first state that is made is the tanh of the bias."""
    x, h0, U, W, b = drawn(rng, 2, 3, 4, 5, "float64")

    got = student.rnn_forward(0 * x, 0 * h0, U, W, 3 * b)

    assert_close(got[:, 0], np.tanh(3 * np.stack([b, b])))


@pytest.mark.points(1)
def test_sequence_can_be_read_in_two_parts(student, rng):
    """Whoever reads the second part of a sequence from the state after the first gets the same states."""
    for dtype in ("float32", "float64"):
        x, h0, U, W, b = drawn(rng, 3, 7, 2, 4, dtype)

        whole, first = student.map("rnn_forward", [(x, h0, U, W, b), (x[:, :3], h0, U, W, b)])
        second = student.rnn_forward(x[:, 3:], first[:, -1], U, W, b)

        assert_equal([str(one.dtype) for one in (whole, first, second)], [dtype] * 3)
        assert_equal(whole.shape, (3, 7, 4))
        assert_close(np.concatenate([first, second], axis=1), whole, rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_sizes_that_do_not_fit_are_refused(student, rng):
    """Sizes that disagree, also where one could be stretched, and wrong numbers of axes are a ValueError."""
    right = dict(zip(("x", "h0", "U", "W", "b"), drawn(rng, 2, 4, 3, 5), strict=True))
    assert_equal(student.rnn_forward(**right).shape, (2, 4, 5))

    def ones(*shape):
        return np.ones(shape, "float32")

    faults = [
        {"x": ones(2, 3)},
        {"x": ones(2, 4, 1)},
        {"x": ones(1, 4, 3)},
        {"h0": ones(1, 5)},
        {"h0": ones(2, 1)},
        {"h0": ones(5)},
        {"U": ones(3, 1)},
        {"U": ones(4, 5)},
        {"U": None},
        {"U": None, "x": ones(2, 0, 3)},
        {"W": ones(5, 1)},
        {"W": ones(1, 5)},
        {"W": ones(5)},
        {"b": ones(1)},
        {"b": ones(1, 5)},
    ]
    alone = dict(zip(("x", "h0", "U", "W", "b"), drawn(rng, 1, 1, 1, 1), strict=True))  # where most would fit
    assert_equal(student.rnn_forward(**alone).shape, (1, 1, 1))
    extra = [{"U": ones(1)}, {"U": ones(1, 1, 1)}, {"U": None, "x": ones(1, 1, 3)}]
    extra += [{"W": ones(1, 1, 1)}, {"b": ones(1, 1)}, {"b": ones()}]
    cases = [{**right, **fault} for fault in faults] + [{**alone, **fault} for fault in extra]
    student.refuses(ValueError, "rnn_forward", [tuple(case.values()) for case in cases])
