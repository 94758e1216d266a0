"""Keras's LSTM with copied weights, masked at the end and inside, and laws that hold for any mask."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("lstm_forward")

NEAR = {"rtol": 1e-4, "atol": 1e-5}


def drawn(rng, batch, steps, features, units, dtype="float64"):
    """x, the three weights, h0 and c0: nothing is zero."""
    shapes = [(batch, steps, features), (features, 4 * units), (units, 4 * units), (4 * units,)]
    arrays = [rng.uniform(-1, 1, size=shape).astype(dtype) for shape in shapes]
    return arrays + [rng.uniform(-1, 1, size=(batch, units)).astype(dtype) for _ in "hc"]


def drawn_mask(rng, batch, steps):
    """Real at the first step of every sequence, and masked somewhere inside and at the end of most."""
    mask = rng.uniform(size=(batch, steps)) < 0.6
    mask[:, 0], mask[0, 1], mask[0, -2:] = True, False, [True, False]
    return mask


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def run(x, kernel, recurrent, bias, h, c, mask):
    """All hidden states, and the last two states, of sequences that are read one by one."""
    shown = np.empty((*x.shape[:2], h.shape[1]))
    h, c = h.copy(), c.copy()
    for n, t in np.ndindex(mask.shape):
        if mask[n, t]:
            i, f, candidate, o = np.split(x[n, t] @ kernel + h[n] @ recurrent + bias, 4)
            c[n] = sigmoid(f) * c[n] + sigmoid(i) * np.tanh(candidate)
            h[n] = sigmoid(o) * np.tanh(c[n])
        shown[n, t] = h[n]
    return shown, h, c


def asked(student, cases):
    answers = student.map("lstm_forward", cases)
    for answer in answers:
        assert_equal((type(answer), len(answer)), (tuple, 3))
    return answers


def compare(got, want, **tolerance):
    for name, one, other in zip(("output", "h", "c"), got, want, strict=True):
        assert_close(one, other, where=name, **tolerance)


@cache
def keras_layer(features, units):
    layer = keras.layers.LSTM(units, return_sequences=True, return_state=True)
    layer.build((None, None, features))
    return layer


def from_keras(x, kernel, recurrent, bias, h0, c0, mask=None):
    layer = keras_layer(x.shape[2], h0.shape[1])
    layer.set_weights([kernel, recurrent, bias])
    return [np.asarray(one) for one in layer(x, initial_state=[h0, c0], mask=mask)]


@pytest.mark.points(3)
def test_same_states_as_keras(student, rng):
    """From given states, output and states are those of Keras's LSTM; without sequences the output is h."""
    cases = [drawn(rng, *sizes, "float32") for sizes in ((2, 5, 3, 4), (3, 1, 2, 3), (1, 4, 4, 2))]
    every = asked(student, [(*case, None, True) for case in cases])
    last = asked(student, [tuple(case) for case in cases])

    for case, got, short in zip(cases, every, last, strict=True):
        want = from_keras(*case)
        compare(got, want, **NEAR)
        compare(short, [want[1], *want[1:]], **NEAR)


@pytest.mark.points(3)
def test_same_states_as_keras_where_steps_are_masked(student, rng):
    """With steps masked at the end and inside, output and states are those of Keras's LSTM."""
    cases = []
    for sizes in ((4, 6, 3, 2), (3, 5, 2, 4)):
        cases.append((*drawn(rng, *sizes, "float32"), drawn_mask(rng, *sizes[:2])))
        cases.append((*cases[-1][:-1], np.arange(sizes[1]) < np.arange(2, 2 + sizes[0])[:, None]))

    for case, got in zip(cases, asked(student, [(*case, True) for case in cases]), strict=True):
        compare(got, from_keras(*case), **NEAR)


@pytest.mark.points(2)
def test_pads_at_the_end_change_nothing(student, rng):
    """Whatever masked steps are appended, the states and the output after the last step stay as they are."""
    x, *rest = drawn(rng, 3, 4, 2, 5)
    long = np.concatenate([x, rng.normal(size=(3, 6, 2))], axis=1)
    mask = np.arange(10) < np.full((3, 1), 4)
    _, h, c = run(x, *rest, mask[:, :4])

    for got in asked(student, [(x, *rest), (long, *rest, mask)]):
        compare(got, [h, h, c])


@pytest.mark.points(2)
@pytest.mark.explains("that the two states are all there is to carry")
def test_sequence_can_be_read_in_two_parts(student, rng):
    """Whoever carries both states from the first part of a sequence to the second gets the whole's states."""
    for dtype in ("float32", "float64"):
        x, *weights, h0, c0 = drawn(rng, 4, 7, 3, 2, dtype)
        mask = drawn_mask(rng, 4, 7)

        first, h, c = student.lstm_forward(x[:, :3], *weights, h0, c0, mask[:, :3], True)
        second, h, c = student.lstm_forward(x[:, 3:], *weights, h, c, mask[:, 3:], True)

        want = run(x, *weights, h0, c0, mask)
        compare([np.concatenate([first, second], axis=1), h, c], [one.astype(dtype) for one in want], **NEAR)


@pytest.mark.points(1)
def test_nothing_read_nothing_changed(student, rng):
    """A sequence without a real step ends in the states that it started from, to the last bit."""
    *case, h0, c0 = drawn(rng, 3, 4, 2, 5)
    mask = np.array([[True] * 4, [False] * 4, [False, True, False, False]])

    ((output, h, c),) = asked(student, [(*case, h0, c0, mask, True)])

    compare([output, h, c], run(*case, h0, c0, mask))
    exact = {"rtol": 0, "atol": 0}
    compare([output[1], h[1], c[1]], [np.stack([h0[1]] * 4), h0[1], c0[1]], **exact)
    assert_close(output[2, 0], h0[2], **exact)


@pytest.mark.points(1)
def test_states_that_are_not_given_are_zero(student, rng):
    """A state that is not given starts at zero, either of them or both."""
    *case, h0, c0 = drawn(rng, 2, 3, 4, 5)
    given = [(None, None), (h0, None), (None, c0)]

    answers = asked(student, [(*case, h, c) for h, c in given])
    answers += asked(student, [tuple(case)])

    for (h, c), got in zip([*given, (None, None)], answers, strict=True):
        started = [np.zeros((2, 5)) if one is None else one for one in (h, c)]
        _, h, c = run(*case, *started, np.ones((2, 3), bool))
        compare(got, [h, h, c])


@pytest.mark.points(1)
def test_states_keep_the_dtype(student, rng):
    """For arrays in float32 all three answers are in float32, with states or without, and so for float64."""
    for dtype in ("float32", "float64"):
        case = drawn(rng, 2, 3, 4, 5, dtype)
        mask = drawn_mask(rng, 2, 3)
        for got in asked(student, [(*case, mask, True), (*case[:4], None, None, mask), tuple(case[:4])]):
            assert_equal([str(one.dtype) for one in got], [dtype] * 3)


@pytest.mark.points(1)
def test_sizes_that_do_not_fit_are_refused(student, rng):
    """Sizes that disagree, also where one could be stretched, and wrong numbers of axes are a ValueError."""
    names = ("x", "kernel", "recurrent", "bias", "h0", "c0", "mask")
    right = dict(zip(names, [*drawn(rng, 2, 4, 3, 5), drawn_mask(rng, 2, 4)], strict=True))
    assert_equal([one.shape for one in student.lstm_forward(**right)], [(2, 5)] * 3)

    faults = {
        "x": [(2, 3), (2, 4, 1), (1, 4, 3), (2, 5, 3)],
        "kernel": [(3, 19), (3, 1)],
        "recurrent": [(5, 19), (5, 1)],
        "bias": [(19,), (1,), (24,), ()],
        "h0": [(1, 5), (2, 1), (5,)],
        "c0": [(1, 5), (2, 1), (5,)],
    }
    cases = [{**right, name: np.ones(shape)} for name, shapes in faults.items() for shape in shapes]
    masks = [(1, 4), (2, 1), (2, 3), (2, 5), (4,), (2, 4, 1)]
    cases += [{**right, "mask": np.ones(shape, bool)} for shape in masks]
    student.refuses(ValueError, "lstm_forward", [tuple(case.values()) for case in cases])
