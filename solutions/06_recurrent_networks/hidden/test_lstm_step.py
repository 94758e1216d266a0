"""Keras's LSTMCell with copied weights, and probes that open and shut gates; no state and no bias is zero."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("lstm_step")

SIZES = [(2, 3, 5), (1, 4, 2), (4, 2, 3), (3, 1, 1)]  # batch, features, units
BLOCKS = "ifco"


def drawn(rng, batch, features, units, dtype="float64"):
    """Arguments of lstm_step, by name."""
    shapes = {
        "x": (batch, features),
        "h": (batch, units),
        "c": (batch, units),
        "kernel": (features, 4 * units),
        "recurrent": (units, 4 * units),
        "bias": (4 * units,),
    }
    found = {name: rng.uniform(-1, 1, size=shape).astype(dtype) for name, shape in shapes.items()}
    return {**found, "c": 2 * found["c"]}


def biased(step, **sums):
    """The step with all entries of the bias of these gates set, and nothing else feeding them."""
    step = {name: one.copy() for name, one in step.items()}
    units = step["h"].shape[1]
    for gate, value in sums.items():
        block = np.s_[BLOCKS.index(gate) * units : (BLOCKS.index(gate) + 1) * units]
        step["kernel"][:, block] = step["recurrent"][:, block] = 0
        step["bias"][block] = value
    return step


def asked(student, steps):
    answers = student.map("lstm_step", [tuple(step.values()) for step in steps])
    for answer in answers:
        assert_equal((type(answer), len(answer)), (tuple, 2))
    return answers


def candidate(step):
    units = step["h"].shape[1]
    z = step["x"] @ step["kernel"] + step["h"] @ step["recurrent"] + step["bias"]
    return np.tanh(z[:, 2 * units : 3 * units])


@cache
def keras_cell(features, units):
    cell = keras.layers.LSTMCell(units)
    cell.build((None, features))
    return cell


@pytest.mark.points(5)
def test_same_states_as_keras(student, rng):
    """From states that are not zero, the step leads where Keras's LSTMCell with the same weights leads."""
    steps = [drawn(rng, *sizes, "float32") for sizes in SIZES]

    for step, (h, c) in zip(steps, asked(student, steps), strict=True):
        cell = keras_cell(*step["kernel"].shape[:1], step["h"].shape[1])
        cell.set_weights([step[name] for name in ("kernel", "recurrent", "bias")])
        _, (want_h, want_c) = cell(step["x"], [step["h"], step["c"]])
        assert_close(c, np.asarray(want_c), rtol=1e-4, atol=1e-5)
        assert_close(h, np.asarray(want_h), rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_open_forget_gate_keeps_the_cell(student, rng):
    """With the forget gate open and the input gate shut the cell does not move, whatever is read."""
    steps = [biased(drawn(rng, *sizes), i=-50.0, f=50.0) for sizes in SIZES]

    for step, (_, c) in zip(steps, asked(student, steps), strict=True):
        assert_close(c, step["c"], rtol=1e-9, atol=1e-9)


@pytest.mark.points(2)
def test_shut_forget_gate_leaves_the_candidate(student, rng):
    """With the forget gate shut and the input gate open the cell becomes the candidate, of either sign."""
    steps = [biased(drawn(rng, *sizes), i=50.0, f=-50.0) for sizes in SIZES]

    for step, (_, c) in zip(steps, asked(student, steps), strict=True):
        assert_close(c, candidate(step), rtol=1e-9, atol=1e-9)


@pytest.mark.points(2)
def test_output_gate_only_shows(student, rng):
    """The output gate moves no cell: shut, it makes h zero, and open, it shows the tanh of the new cell."""
    for sizes in SIZES:
        step = drawn(rng, *sizes)

        (shut_h, shut_c), (open_h, open_c) = asked(student, [biased(step, o=-50.0), biased(step, o=50.0)])

        assert_close(shut_h, np.zeros(step["h"].shape), atol=1e-9)
        assert_close(open_h, np.tanh(open_c), rtol=1e-9, atol=1e-9)
        assert_close(shut_c, open_c, rtol=1e-9, atol=1e-9)
        assert np.abs(open_c).min() > 0


@pytest.mark.points(2)
def test_gradient_through_the_cell_is_the_forget_gate(student, rng):
    """With x and h held fixed, the slope of the new cell in the old one is the forget gate itself."""
    for sizes in SIZES:
        sums = rng.uniform(-2.5, 2.5, size=sizes[2])
        step = biased(drawn(rng, *sizes), f=sums)
        nudged = [{**step, "c": step["c"] + nudge} for nudge in (0.5, -0.5)]

        (_, above), (_, below) = asked(student, nudged)

        assert_close(above - below, np.tile(1 / (1 + np.exp(-sums)), (sizes[0], 1)), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_huge_sums_open_and_shut_gates(student, rng):
    """Sums of plus and minus 1000 give gates of 1 and 0 and candidates of 1 and -1, and never NaN."""
    step = drawn(rng, 2, 3, 4)
    signs = np.array([[1.0, -1, 1, -1], [1, -1, -1, 1], [1, 1, -1, 1], [1, -1, 1, 1]])  # i, f, c, o by unit
    huge = biased(step, **dict(zip(BLOCKS, 1000 * signs, strict=True)))

    ((h, c),) = asked(student, [huge])

    i, f, _, o = (signs + 1) / 2
    want = f * step["c"] + i * signs[2]
    assert_close(c, want, rtol=1e-9, atol=1e-9)
    assert_close(h, o * np.tanh(want), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_states_keep_the_dtype(student, rng):
    """For arrays in float32 both states are in float32, and for float64 in float64, in the shape of h."""
    for dtype in ("float32", "float64"):
        for h, c in asked(student, [drawn(rng, 3, 2, 4, dtype)]):
            assert_equal([(str(one.dtype), one.shape) for one in (h, c)], [(dtype, (3, 4))] * 2)


@pytest.mark.points(1)
def test_sizes_that_do_not_fit_are_refused(student, rng):
    """Sizes that disagree, also where one could be stretched, and wrong numbers of axes are a ValueError."""
    right = drawn(rng, 2, 3, 5)
    assert_equal([one.shape for one in student.lstm_step(**right)], [(2, 5)] * 2)

    faults = {
        "x": [(2, 1), (1, 3), (3,), (1, 2, 3)],
        "h": [(1, 5), (2, 1), (5,), (1, 2, 5)],
        "c": [(1, 5), (2, 1), (5,), (1, 2, 5)],
        "kernel": [(3, 19), (3, 1), (1, 20), (20,)],
        "recurrent": [(5, 19), (5, 1), (1, 20), (20,)],
        "bias": [(19,), (1,), (1, 20)],
    }
    cases = [{**right, name: np.ones(shape)} for name, shapes in faults.items() for shape in ((), *shapes)]
    student.refuses(ValueError, "lstm_step", [tuple(case.values()) for case in cases])
