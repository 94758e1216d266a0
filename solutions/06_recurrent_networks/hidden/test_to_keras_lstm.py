"""The decks' equations as they are printed, against Keras's LSTM with the weights that come out."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("to_keras_lstm")

SIZES = [(2, 5), (4, 3), (1, 2)]  # features, units
STEPS = 5


def bardak(rng, features, units, dtype="float32"):
    shapes = {"W": (units, units), "I": (features, units), "b": (units,)}
    return {
        letter + gate: rng.uniform(-1, 1, size=shape).astype(dtype)
        for letter, shape in shapes.items()
        for gate in "ufco"
    }


def sjoberg(rng, features, units, dtype="float32"):
    shapes = {"W": (units, units), "U": (units, features)}
    return {
        letter + gate: rng.uniform(-1, 1, size=shape).astype(dtype)
        for letter, shape in shapes.items()
        for gate in "fiCo"
    }


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def bardak_step(p, x, h, c):
    u, f, candidate, o = (h @ p[f"W{gate}"] + x @ p[f"I{gate}"] + p[f"b{gate}"] for gate in "ufco")
    c = sigmoid(f) * c + sigmoid(u) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def sjoberg_step(p, x, h, c):
    f, i, candidate, o = (p[f"U{gate}"] @ x + p[f"W{gate}"] @ h for gate in "fiCo")
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def three(answer, features, units):
    """Return the three arrays, if they have the shapes that set_weights wants."""
    assert_equal((type(answer), len(answer)), (list, 3))
    assert_equal([np.shape(one) for one in answer], [(features, 4 * units), (units, 4 * units), (4 * units,)])
    return answer


@cache
def keras_layer(features, units):
    layer = keras.layers.LSTM(units, return_sequences=True, return_state=True)
    layer.build((None, None, features))
    return layer


def compare(student, rng, drawn, notation, step):
    cases = [drawn(rng, *sizes) for sizes in SIZES]
    answers = student.map("to_keras_lstm", [(params, notation) for params in cases])
    for (features, units), params, answer in zip(SIZES, cases, answers, strict=True):
        x, (h, c) = rng.normal(size=(STEPS, features)), rng.uniform(-1, 1, size=(2, units))
        layer = keras_layer(features, units)
        layer.set_weights(three(answer, features, units))
        start = [one[np.newaxis].astype("float32") for one in (h, c)]
        states, _, last = layer(x[np.newaxis].astype("float32"), initial_state=start)
        want = []
        for t in range(STEPS):
            h, c = step(params, x[t], h, c)
            want.append(h)
        assert_close(np.asarray(states)[0], np.float32(want), rtol=1e-4, atol=1e-5)
        assert_close(np.asarray(last)[0], c.astype("float32"), rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_runs_as_the_first_deck_says(student, rng):
    """With Bardak's weights brought over, Keras's LSTM makes the states that his equations make."""
    compare(student, rng, bardak, "bardak", bardak_step)


@pytest.mark.points(2)
def test_runs_as_the_second_deck_says(student, rng):
    """With Sjoberg's weights brought over, Keras's LSTM makes the states that his equations make."""
    compare(student, rng, sjoberg, "sjoberg", sjoberg_step)


@pytest.mark.points(2)
def test_nothing_is_added_to_the_bias(student, rng):
    """The bias is Bardak's four vectors end to end, as they are, and zeros where a deck has none."""
    features, units = SIZES[0]
    params, bare = bardak(rng, features, units), sjoberg(rng, features, units)

    with_bias, without = student.map("to_keras_lstm", [(params, "bardak"), (bare, "sjoberg")])

    want = np.concatenate([params[f"b{gate}"] for gate in "ufco"])
    assert_close(three(with_bias, features, units)[2], want)
    assert_close(three(without, features, units)[2], np.zeros(4 * units, "float32"))


@pytest.mark.points(1)
def test_weights_keep_the_dtype(student, rng):
    """The three arrays have the dtype of the weights that went in, the zeros of a missing bias too."""
    for dtype in ("float32", "float64"):
        cases = [(bardak(rng, 3, 2, dtype), "bardak"), (sjoberg(rng, 3, 2, dtype), "sjoberg")]
        for answer in student.map("to_keras_lstm", cases):
            assert_equal([str(one.dtype) for one in three(answer, 3, 2)], [dtype] * 3)


@pytest.mark.points(1)
def test_missing_keys_are_named(student, rng):
    """A missing key is a ValueError whose message names it, and so is a notation that nobody uses."""
    both = {"bardak": bardak(rng, 3, 2), "sjoberg": sjoberg(rng, 3, 2)}
    for notation, params in both.items():
        three(student.to_keras_lstm(params, notation), 3, 2)
        for key in params:
            less = {other: one for other, one in params.items() if other != key}
            with student.raises(ValueError, match=rf"\b{key}\b"):
                student.to_keras_lstm(less, notation)
    student.refuses(ValueError, "to_keras_lstm", [(both["bardak"], "keras"), (both["sjoberg"], "Sjoberg")])
