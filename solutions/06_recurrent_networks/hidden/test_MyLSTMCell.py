"""Weights are the test's own; what follows from them is asked of Keras's LSTMCell, or computed here.

What cannot be asked from outside (the loop over steps, gradients, an epoch of training, a file and
back) is asked of the probes, which the handout gives to students too; whoever tampers with them
changes what is compared.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("MyLSTMCell")

BATCH, STEPS, FEATURES, UNITS = 3, 4, 2, 5
NEAR = {"rtol": 1e-4, "atol": 1e-5}


def normal(rng, *shape):
    return rng.normal(size=shape).astype("float32")


def drawn(rng, features=FEATURES, units=UNITS, blocks=4):
    """A kernel, a recurrent kernel and a bias."""
    shapes = [(features, blocks * units), (units, blocks * units), (blocks * units,)]
    return [0.7 * normal(rng, *shape) for shape in shapes]


def made(student, weights, **options):
    """The student's cell with these weights."""
    cell = student.MyLSTMCell(len(weights[1]), **options)
    cell.build((None, len(weights[0])))
    cell.set_weights(weights)
    return cell


def from_keras(weights):
    """Keras's cell with these weights, which is not of this exercise's making."""
    cell = keras.layers.LSTMCell(len(weights[1]))
    cell.build((None, len(weights[0])))
    cell.set_weights(weights)
    return cell


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def one_step(x, h, c, kernel, recurrent, bias):
    """The equations, for four blocks or for three."""
    blocks = kernel.shape[1] // len(recurrent)
    *i, f, candidate, o = np.split(x @ kernel + h @ recurrent + bias, blocks, axis=1)
    c = sigmoid(f) * c + (sigmoid(i[0]) if i else 1 - sigmoid(f)) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def run(x, weights, h=None, c=None, mask=None):
    """The outputs of all steps, and the last two states, by the equations; float64 inside."""
    h, c = (np.zeros((len(x), len(weights[1]))) if one is None else one for one in (h, c))
    outputs = []
    for t in range(x.shape[1]):
        real = np.ones((len(x), 1), bool) if mask is None else mask[:, t, None]
        new_h, new_c = one_step(x[:, t], h, c, *weights)
        h, c = np.where(real, new_h, h), np.where(real, new_c, c)
        outputs.append(h)
    return [np.asarray(one, "float32") for one in (np.stack(outputs, axis=1), h, c)]


def compare(found, wanted, **tolerance):
    assert_equal((type(found), len(found)), (list, len(wanted)))
    for got, want in zip(found, wanted, strict=True):
        assert_close(got, want, **tolerance)


@pytest.mark.points(3)
@pytest.mark.explains("that the conventions are Keras's, and not ours alone")
def test_same_states_as_keras(student, rng):
    """In keras.layers.RNN, from given states, outputs and states are those of Keras's LSTMCell."""
    for features, units in ((2, 5), (4, 3)):
        weights = drawn(rng, features, units)
        x, h, c = normal(rng, BATCH, STEPS, features), normal(rng, BATCH, units), normal(rng, BATCH, units)
        layer = keras.layers.RNN(from_keras(weights), return_sequences=True, return_state=True)
        wanted = [np.asarray(one) for one in layer(x, initial_state=[h, c])]

        compare(student.probe_run(made(student, weights), x, [h, c]), wanted, **NEAR)


@pytest.mark.points(2)
@pytest.mark.explains("what a cell returns, asked without the loop around it")
def test_step_returns_output_and_states(student, rng):
    """One step returns h and the list of h and c, and accepts the argument training."""
    weights = drawn(rng)
    x, h, c = normal(rng, BATCH, FEATURES), normal(rng, BATCH, UNITS), normal(rng, BATCH, UNITS)
    want_h, want_c = (one.astype("float32") for one in one_step(x, h, c, *weights))

    answer = made(student, weights)(x, [h, c], training=True)

    assert_equal((type(answer), len(answer), type(answer[1]), len(answer[1])), (tuple, 2, list, 2))
    for got, want in zip((answer[0], *answer[1]), (want_h, want_h, want_c), strict=True):
        assert_close(got, want, **NEAR)


@pytest.mark.points(2)
def test_input_gate_can_be_coupled(student, rng):
    """Coupled, the cell lets in exactly what the forget gate does not keep, over many steps."""
    weights = drawn(rng, blocks=3)
    x, h, c = normal(rng, BATCH, 6, FEATURES), normal(rng, BATCH, UNITS), 3 * normal(rng, BATCH, UNITS)

    found = student.probe_run(made(student, weights, coupled=True), x, [h, c])

    compare(found, run(x, weights, h, c), **NEAR)


@pytest.mark.points(2)
@pytest.mark.explains("which of the weights the gradient does not reach")
def test_gradients_flow_through_all_steps(student, rng):
    """The gradients with respect to the inputs and the three weights are those of Keras's LSTMCell."""
    weights, x = drawn(rng), normal(rng, BATCH, STEPS, FEATURES)
    dy = normal(rng, BATCH, STEPS, UNITS)
    layer, inputs = keras.layers.RNN(from_keras(weights), return_sequences=True), tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(layer(inputs) * dy)
    wanted = tape.gradient(loss, [inputs, *layer.trainable_variables])

    found = student.probe_gradients(made(student, weights), x, dy)

    assert_equal([one is None for one in found], [False] * 4)
    compare(found, [np.asarray(one) for one in wanted], rtol=1e-3, atol=1e-4)


@pytest.mark.points(1)
def test_cell_trains_in_a_compiled_model(student, rng):
    """In a compiled model that knows neither batch size nor length, an epoch moves weights down the slope."""
    weights, rate, batch = drawn(rng), 0.5, 3  # the last batch holds one sequence
    x, y = normal(rng, 7, STEPS, FEATURES), normal(rng, 7, STEPS, UNITS)
    twin = from_keras(weights)
    layer = keras.layers.RNN(twin, return_sequences=True)
    for start in range(0, 7, batch):
        part = slice(start, start + batch)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((layer(x[part]) - y[part]) ** 2)
        for weight, slope in zip(twin.weights, tape.gradient(loss, twin.trainable_variables), strict=True):
            weight.assign_sub(rate * slope)

    found = student.probe_fit(made(student, weights), x, y, rate, batch)

    compare(found, twin.get_weights(), rtol=1e-3, atol=1e-4)


@pytest.mark.points(1)
def test_weights_that_keras_knows(student):
    """There are three trainable weights in the shapes specified, and the forget bias alone starts at 1."""
    for coupled, blocks in ((False, 4), (True, 3)):
        for said in ({}, {"unit_forget_bias": True}, {"unit_forget_bias": False}):
            ones = said.get("unit_forget_bias", True)
            cell = student.MyLSTMCell(UNITS, coupled=coupled, **said)
            cell.build((None, FEATURES))
            kernel, recurrent, bias = (np.asarray(one) for one in cell.get("trainable_weights"))
            width = blocks * UNITS
            assert_equal([one.shape for one in (kernel, recurrent, bias)], [(2, width), (5, width), (width,)])
            want = np.zeros((blocks, UNITS), "float32")
            want[blocks - 3] = ones
            assert_close(bias, want.ravel(), rtol=0, atol=0)
            assert np.ptp(kernel, axis=1).all(), "units that start alike stay alike"
            assert_close(recurrent @ recurrent.T, np.eye(UNITS, dtype="float32"), **NEAR)


@pytest.mark.points(1)
def test_each_cell_owns_its_weights(student, rng):
    """A cell that is run again gets no more weights, and another cell's weights are its own."""
    weights, others, x = drawn(rng), drawn(rng), normal(rng, BATCH, STEPS, FEATURES)
    cell, other = made(student, weights), made(student, others)

    for _ in range(2):
        compare(student.probe_run(cell, x), run(x, weights), **NEAR)
    compare(student.probe_run(other, x[:1]), run(x[:1], others), **NEAR)
    assert_equal(len(cell.get("weights")), 3)


@pytest.mark.points(1)
def test_cell_survives_a_file(student, rng):
    """A cell made from another's configuration, or loaded from a saved model, has the same settings."""
    weights, x = drawn(rng, blocks=3), normal(rng, BATCH, STEPS, FEATURES)
    cell = made(student, weights, coupled=True, unit_forget_bias=False, name="mine")
    twin = cell.from_config(cell.get_config())
    twin.build((None, FEATURES))

    assert_close(np.asarray(twin.get("trainable_weights")[2]), np.zeros(3 * UNITS, "float32"))
    twin.set_weights(weights)
    wanted = run(x, weights)
    compare(student.probe_run(twin, x), wanted, **NEAR)
    assert_close(student.probe_reload(cell, x), wanted[0], **NEAR)


@pytest.mark.points(1)
@pytest.mark.explains("that a mask needs nothing of a cell but its two states")
def test_masked_steps_are_passed_over(student, rng):
    """At masked steps the loop keeps both states, as the cell has declared them."""
    weights, x = drawn(rng), normal(rng, 2, 5, FEATURES)
    mask = np.array([[True, False, True, True, False], [True, True, False, False, True]])
    h, c = normal(rng, 2, UNITS), normal(rng, 2, UNITS)

    found = student.probe_run(made(student, weights), x, [h, c], mask)

    compare(found, run(x, weights, h, c, mask), **NEAR)


@pytest.mark.points(1)
def test_fresh_states_are_zero(student, rng):
    """A cell declares two states, zero before the first step, and its output; so cells can be stacked."""
    cell = student.MyLSTMCell(UNITS)

    assert_equal(student.probe_sizes(cell), ([UNITS, UNITS], UNITS))
    for batch in (1, 4):
        states = cell.get_initial_state(batch)
        assert_equal((type(states), len(states)), (list, 2))
        for one in states:
            assert_close(one, np.zeros((batch, UNITS), "float32"), rtol=0, atol=0)
    lower, upper = drawn(rng, FEATURES, UNITS), drawn(rng, UNITS, 3)
    x = normal(rng, BATCH, STEPS, FEATURES)
    between, *states = run(x, lower)
    outputs, *above = run(between, upper)
    stacked = [made(student, lower), made(student, upper)]
    compare(student.probe_run(stacked, x), [outputs, *states, *above], **NEAR)


@pytest.mark.points(1)
def test_impossible_cells_are_refused(student):
    """Fewer units than one are a ValueError, and a number of units that is no integer is a TypeError."""
    (cell,) = student.map("MyLSTMCell", [(1,)])
    assert_equal(cell.get("output_size"), 1)

    student.refuses(ValueError, "MyLSTMCell", [(0,), (-1, True)])
    student.refuses(TypeError, "MyLSTMCell", [(4.0,), (True,), ("4", True), (None,)])
