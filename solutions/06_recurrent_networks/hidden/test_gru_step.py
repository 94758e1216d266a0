"""Keras's GRUCell with copied weights in both conventions, and probes that open and shut one gate."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("gru_step")

SIZES = [(2, 3, 5), (1, 4, 2), (4, 2, 3)]  # batch, features, units
BLOCKS = "zrh"


def drawn(rng, batch, features, units, reset_after, dtype="float64"):
    """Arguments of gru_step, by name."""
    shapes = {
        "x": (batch, features),
        "h": (batch, units),
        "kernel": (features, 3 * units),
        "recurrent": (units, 3 * units),
        "bias": (2, 3 * units) if reset_after else (3 * units,),
    }
    found = {name: rng.uniform(-1, 1, size=shape).astype(dtype) for name, shape in shapes.items()}
    return {**found, "reset_after": reset_after}


def biased(step, gate, value):
    """The step with all entries of the bias of one gate set, and nothing else feeding it."""
    units = step["h"].shape[1]
    block = np.s_[..., BLOCKS.index(gate) * units : (BLOCKS.index(gate) + 1) * units]
    step = {name: one if name == "reset_after" else one.copy() for name, one in step.items()}
    for name in ("kernel", "recurrent", "bias"):
        step[name][block] = 0
    first = step["bias"][0] if step["reset_after"] else step["bias"]
    first[block] = value
    return step


def asked(student, steps):
    return student.map("gru_step", [tuple(step.values()) for step in steps])


def seen(step):
    """What x alone makes of the candidate, with its own bias."""
    bias = step["bias"][0] if step["reset_after"] else step["bias"]
    return np.tanh((step["x"] @ step["kernel"] + bias)[:, 2 * step["h"].shape[1] :])


@cache
def keras_cell(features, units, reset_after):
    cell = keras.layers.GRUCell(units, reset_after=reset_after)
    cell.build((None, features))
    return cell


def compare_with_keras(student, rng, reset_after):
    steps = [drawn(rng, *sizes, reset_after, "float32") for sizes in SIZES]
    for step, got in zip(steps, asked(student, steps), strict=True):
        cell = keras_cell(*step["kernel"].shape[:1], step["h"].shape[1], reset_after)
        cell.set_weights([step[name] for name in ("kernel", "recurrent", "bias")])
        want, _ = cell(step["x"], [step["h"]])
        assert_close(got, np.asarray(want), rtol=1e-4, atol=1e-5)


@pytest.mark.points(3)
def test_same_state_as_keras_by_default(student, rng):
    """With the reset gate after the product, and two rows of biases, the state is that of Keras's GRUCell."""
    compare_with_keras(student, rng, True)

    step = drawn(rng, 2, 3, 4, True)
    default = student.gru_step(*list(step.values())[:-1])
    assert_close(default, student.gru_step(**step))


@pytest.mark.points(3)
def test_same_state_as_keras_with_reset_before(student, rng):
    """With the reset gate before the product, and one row of biases, the state is that of Keras's GRUCell."""
    compare_with_keras(student, rng, False)


@pytest.mark.points(1)
def test_update_gate_keeps_or_replaces(student, rng):
    """With the update gate open the state stays as it is; with both gates shut nothing of it is left."""
    for reset_after in (True, False):
        step = biased(drawn(rng, 3, 2, 4, reset_after), "r", -50.0)

        kept, replaced = asked(student, [biased(step, "z", 50.0), biased(step, "z", -50.0)])

        assert_close(kept, step["h"], rtol=1e-9, atol=1e-9)
        assert_close(replaced, seen(step), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_reset_gate_silences_the_past_alone(student, rng):
    """With the reset gate shut the candidate hears neither h nor the bias that goes with it, but all of x."""
    for reset_after in (True, False):
        step = biased(drawn(rng, 3, 2, 4, reset_after), "z", 0.0)

        (got,) = asked(student, [biased(step, "r", -50.0)])

        assert_close(got, (step["h"] + seen(step)) / 2, rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_state_keeps_the_dtype(student, rng):
    """For arrays in float32 the state is in float32, and for float64 in float64, in the shape of h."""
    for dtype in ("float32", "float64"):
        steps = [drawn(rng, 3, 2, 4, reset_after, dtype) for reset_after in (True, False)]
        for got in asked(student, steps):
            assert_equal((str(got.dtype), got.shape), (dtype, (3, 4)))


@pytest.mark.points(1)
def test_sizes_that_do_not_fit_are_refused(student, rng):
    """Sizes that disagree, wrong numbers of axes, and the bias of the other convention are a ValueError."""
    faults = {
        "x": [(2, 1), (1, 3), (3,), (1, 2, 3)],
        "h": [(1, 5), (2, 1), (5,), (1, 2, 5)],
        "kernel": [(3, 14), (3, 1), (1, 15), (15,)],
        "recurrent": [(5, 14), (5, 1), (1, 15), (15,)],
    }
    biases = {True: [(15,), (1, 15), (2, 14), (2, 1), (3, 15)], False: [(2, 15), (1, 15), (14,), (1,)]}
    for reset_after, shapes in biases.items():
        right = drawn(rng, 2, 3, 5, reset_after)
        assert_equal(student.gru_step(**right).shape, (2, 5))
        every = {**faults, "bias": shapes}.items()
        cases = [{**right, name: np.ones(shape)} for name, wrong in every for shape in wrong]
        student.refuses(ValueError, "gru_step", [tuple(case.values()) for case in cases])
