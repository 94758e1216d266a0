"""Slopes by central differences of a plain forward pass; where gradients are cut, a state is held fixed."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("rnn_bptt")

NAMES = ("x", "h0", "U", "W", "b")
STEP = 1e-5  # of a central difference, in float64
SLOPES = {"rtol": 1e-6, "atol": 1e-7}  # its error is near 1e-9 for slopes near 1


def one_step(h, x, U, W, b):
    return np.tanh(x @ U + h @ W + b)


class Network:
    """A network whose loss is a curved function of its states, and the slopes of that loss."""

    def __init__(self, rng, batch, steps, features, units, judged=None):
        shapes = [(batch, steps, features), (batch, units), (features, units), (units, units), (units,)]
        self.arrays = [rng.uniform(-1, 1, size=shape) for shape in shapes]
        self.states = self.run(self.arrays)
        self.scale = rng.normal(size=self.states.shape)
        if judged is not None:
            self.scale[:, [t for t in range(steps) if t not in judged]] = 0

    def run(self, arrays):
        x, h, *weights = arrays
        states = []
        for t in range(x.shape[1]):
            states.append(h := one_step(h, x[:, t], *weights))
        return np.stack(states, axis=1)

    def question(self, *truncate):
        """Return the arguments of rnn_bptt."""
        return *self.arrays, self.scale * np.cos(self.states), *truncate

    def loss(self, arrays, reach):
        """The loss, each step computed from the state `reach` steps before it, which is held fixed."""
        x, h0, *weights = arrays
        total = 0.0
        for last in range(x.shape[1]):
            first = max(last + 1 - reach, 0)
            h = h0 if first == 0 else self.states[:, first - 1]
            for t in range(first, last + 1):
                h = one_step(h, x[:, t], *weights)
            total += (self.scale[:, last] * np.sin(h)).sum()
        return total

    def slopes(self, reach):
        found = {}
        for number, name in enumerate(NAMES):
            slope = np.zeros(self.arrays[number].shape)
            for entry in np.ndindex(slope.shape):
                ends = []
                for nudge in (STEP, -STEP):
                    arrays = [one.copy() for one in self.arrays]
                    arrays[number][entry] += nudge
                    ends.append(self.loss(arrays, reach))
                slope[entry] = (ends[0] - ends[1]) / (2 * STEP)
            found[f"d{name}"] = slope
        return found


def check(answers, wanted, **tolerance):
    for got, want in zip(answers, wanted, strict=True):
        assert_equal(type(got), dict)
        assert_equal(set(got), {f"d{name}" for name in NAMES})
        for name, slope in want.items():
            assert_close(got[name], slope, where=name, **tolerance)


@pytest.mark.points(4)
def test_gradients_are_the_slopes_of_the_loss(student, rng):
    """All five gradients say how much the loss grows with each number, when every step is judged."""
    networks = [Network(rng, 2, 4, 3, 5), Network(rng, 3, 5, 2, 4), Network(rng, 2, 1, 4, 3)]

    answers = student.map("rnn_bptt", [one.question() for one in networks])

    check(answers, [one.slopes(99) for one in networks], **SLOPES)


@pytest.mark.points(3)
def test_what_is_cut_off_does_not_count(student, rng):
    """With truncate=k a step is judged as if the state k steps before it were given; large k cut nothing."""
    network = Network(rng, 2, 6, 3, 4)
    reaches = (2, 3, 5, 6, 7, 40)

    answers = student.map("rnn_bptt", [network.question(reach) for reach in reaches])

    check(answers, [network.slopes(reach) for reach in reaches], **SLOPES)


@pytest.mark.points(1)
@pytest.mark.explains("that a weight is used once more for each step between input and loss")
def test_one_judged_step_reaches_all_before_it(student, rng):
    """If one step alone is judged, all steps before it have slopes, and those after it have exactly none."""
    networks = [Network(rng, 2, 5, 3, 4, judged=[step]) for step in (2, 4)]

    answers = student.map("rnn_bptt", [one.question() for one in networks])

    check(answers, [one.slopes(99) for one in networks], **SLOPES)
    for got, step in zip(answers, (2, 4), strict=True):
        assert_equal([bool(got["dx"][:, t].any()) for t in range(5)], [t <= step for t in range(5)])


@pytest.mark.points(1)
def test_each_step_on_its_own(student, rng):
    """With truncate=1 the slope at the sum of a step is that step's dh, times 1 less its state squared."""
    network = Network(rng, 3, 4, 2, 5)
    *_, dh = network.question()
    x, h0, U, W, _ = network.arrays
    da = dh * (1 - network.states**2)
    before = np.concatenate([h0[:, None], network.states[:, :-1]], axis=1)

    got = student.rnn_bptt(*network.question(1))

    assert_close(got["dx"], da @ U.T)
    assert_close(got["dh0"], da[:, 0] @ W.T)
    assert_close(got["dU"], np.tensordot(x, da, axes=((0, 1), (0, 1))))
    assert_close(got["dW"], np.tensordot(before, da, axes=((0, 1), (0, 1))))
    assert_close(got["db"], da.sum(axis=(0, 1)))


@pytest.mark.points(1)
@pytest.mark.explains("that the conventions are Keras's, and not ours alone")
def test_gradients_that_a_tape_records(student, rng):
    """The gradients are those that a tape records of Keras's SimpleRNN with the same weights."""
    network = Network(rng, 2, 5, 3, 4)
    x, h0, *weights = [one.astype("float32") for one in network.arrays]
    layer = keras.layers.SimpleRNN(4, return_sequences=True)
    layer.build(x.shape)
    layer.set_weights(weights)
    inputs = [tf.constant(x), tf.constant(h0)]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        states = layer(inputs[0], initial_state=inputs[1])
    question = network.question()
    wanted = tape.gradient(states, [*inputs, *layer.weights], tf.constant(question[-1], "float32"))

    got = student.rnn_bptt(*question)

    for name, want in zip(NAMES, wanted, strict=True):
        assert_close(got[f"d{name}"], np.asarray(want), rtol=1e-3, atol=1e-4, where=f"d{name}")


@pytest.mark.points(1)
def test_gradients_keep_the_dtype(student, rng):
    """For arrays in float32 all five gradients are in float32, and for float64 in float64."""
    network = Network(rng, 2, 3, 2, 4)
    for dtype in ("float32", "float64"):
        arrays = [one.astype(dtype) for one in network.question()]
        for got in student.map("rnn_bptt", [tuple(arrays), (*arrays, 2)]):
            assert_equal({name: str(got[name].dtype) for name in got}, {f"d{name}": dtype for name in NAMES})


@pytest.mark.points(1)
def test_impossible_questions_are_refused(student, rng):
    """A truncate below 1 or a dh of another shape is a ValueError, a truncate of 2.0 or True a TypeError."""
    network = Network(rng, 2, 4, 3, 5)
    *arrays, dh = network.question()
    assert_equal(student.rnn_bptt(*arrays, dh, None)["dx"].shape, (2, 4, 3))

    shapes = [(2, 3, 5), (2, 5, 5), (1, 4, 5), (2, 1, 5), (2, 4, 1), (4, 5), (5,)]
    wrong = [(*arrays, np.ones(shape)) for shape in shapes]
    student.refuses(ValueError, "rnn_bptt", wrong + [(*arrays, dh, reach) for reach in (0, -1)])
    student.refuses(TypeError, "rnn_bptt", [(*arrays, dh, reach) for reach in (2.0, True, "2")])
