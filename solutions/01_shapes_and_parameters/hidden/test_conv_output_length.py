"""Lengths known by construction, by walking the axis, and from Keras."""

from functools import cache

import keras
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv_output_length")

ALL_RIGHT = {"n": 7, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1}


def changed(*faults):
    return [tuple({**ALL_RIGHT, **fault}.values()) for fault in faults]


def places(n, kernel, stride, padding, dilation):
    """Walk along the padded axis and count the places where every tap of the window lies on it."""
    length = n + 2 * padding
    taps = range(0, dilation * kernel, dilation)
    return sum(all(start + tap < length for tap in taps) for start in range(0, length, stride))


@cache
def keras_layer(kernel, dilation):
    return keras.layers.Conv1D(1, kernel, dilation_rate=dilation)


@pytest.mark.points(3)
def test_counts_whole_windows(student, rng):
    """Only windows that lie wholly on the axis count: pixels too few for one more step are left over."""
    cases, want = [], []
    for stride in (2, 3, 4, 5):
        for left_over in range(stride):
            kernel, windows = rng.integers([1, 1], [9, 20], endpoint=True).tolist()
            n = kernel + (windows - 1) * stride + left_over
            cases += [(n, kernel), (n, kernel, stride), (n, kernel, stride, "valid")]
            want += [n - kernel + 1, windows, windows]

    assert_equal(student.map("conv_output_length", cases), want)


@pytest.mark.points(2)
def test_padding_count_sits_on_both_sides(student, rng):
    """A padding of p makes the axis p pixels longer at each of its two ends."""
    drawn = rng.integers([1, 8, 1], [7, 30, 4], size=(20, 3), endpoint=True).tolist()
    cases = [(kernel + room, kernel, 1, padding) for kernel, room, padding in drawn]

    got = student.map("conv_output_length", cases)

    assert_equal(got, [places(*case, dilation=1) for case in cases])


@pytest.mark.points(2)
def test_holes_make_the_window_wider(student, rng):
    """A window covers its holes too: as many fit as Keras counts, and where none does, a ValueError."""
    drawn = rng.integers([2, 2, 0], [5, 6, 30], size=(20, 3), endpoint=True).tolist()
    cases = [(kernel * dilation + room, kernel, 1, 0, dilation) for kernel, dilation, room in drawn]
    shapes = [keras_layer(k, d).compute_output_shape((None, n, 1)) for n, k, _, _, d in cases]

    assert_equal(student.map("conv_output_length", cases), [shape[1] for shape in shapes])
    with student.raises(ValueError):
        student.conv_output_length(n=7, kernel=3, dilation=4)


@pytest.mark.points(2)
def test_same_gives_one_output_a_stride(student, rng):
    """With "same" there is one output for every stride begun on the axis, however wide the window."""
    cases, want = [], []
    for stride in (2, 3, 4, 5):
        for missing in range(stride):
            outputs, kernel, dilation = rng.integers([2, 1, 1], [20, 9, 3], endpoint=True).tolist()
            cases.append((outputs * stride - missing, kernel, stride, "same", dilation))
            want.append(outputs)

    assert_equal(student.map("conv_output_length", cases), want)


@pytest.mark.points(2)
def test_stride_padding_and_holes_together(student, rng):
    """Image and padding are one long axis, over which the window with its holes takes its strides."""
    low, high = [2, 2, 1, 2, 0], [5, 6, 4, 4, 30]
    cases = []
    for kernel, stride, padding, dilation, room in rng.integers(low, high, (60, 5), endpoint=True).tolist():
        n = max(dilation * (kernel - 1) + 1 - 2 * padding, 0) + 1 + room
        cases.append((n, kernel, stride, padding, dilation))

    assert_equal(student.map("conv_output_length", cases), [places(*case) for case in cases])


@pytest.mark.points(1)
def test_impossible_windows_are_refused(student):
    """Impossible sizes, words and windows raise a ValueError, sizes that are no integers a TypeError."""
    assert_equal(student.conv_output_length(**ALL_RIGHT), 5)

    student.refuses(
        ValueError,
        "conv_output_length",
        changed(
            {"n": 0},
            {"kernel": 0},
            {"stride": 0},
            {"dilation": 0},
            {"padding": -1},
            {"padding": "full"},
            {"padding": "zeros"},
            {"kernel": 8},
            {"padding": "same", "kernel": 0},
        ),
    )
    student.refuses(
        TypeError,
        "conv_output_length",
        changed(
            {"n": 7.0},
            {"kernel": "3"},
            {"stride": True},
            {"dilation": None},
            {"padding": 1.5},
            {"padding": False},
        ),
    )
