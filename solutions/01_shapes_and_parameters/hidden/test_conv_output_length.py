"""Lengths known by construction, by walking the axis, and from Keras."""

import keras
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("conv_output_length")

ALL_RIGHT = {"n": 7, "kernel": 3, "stride": 1, "padding": 0, "dilation": 1}


def places(n, kernel, stride, padding, dilation):
    """Walk along the padded axis and count the places where every tap of the window lies on it."""
    length = n + 2 * padding
    taps = range(0, dilation * kernel, dilation)
    return sum(all(start + tap < length for tap in taps) for start in range(0, length, stride))


@pytest.mark.points(3)
def test_counts_whole_windows(student, rng):
    """Only windows that lie wholly on the axis count: pixels too few for one more step are left over."""
    for stride in (2, 3, 4, 5):
        for left_over in range(stride):
            kernel, windows = rng.integers([1, 1], [9, 20], endpoint=True).tolist()
            n = kernel + (windows - 1) * stride + left_over
            assert_equal(student.conv_output_length(n, kernel, stride), windows)
            assert_equal(student.conv_output_length(n, kernel, stride, "valid"), windows)


@pytest.mark.points(2)
def test_padding_count_sits_on_both_sides(student, rng):
    """A padding of p makes the axis p pixels longer at each of its two ends."""
    for kernel, room, padding in rng.integers([1, 8, 1], [7, 30, 4], size=(20, 3), endpoint=True).tolist():
        n = kernel + room
        want = places(n, kernel, 1, padding, 1)
        assert_equal(student.conv_output_length(n, kernel, padding=padding), want)


@pytest.mark.points(2)
def test_holes_make_the_window_wider(student, rng):
    """A window covers its holes too: as many fit as Keras counts, and where none does, a ValueError."""
    for kernel, dilation, room in rng.integers([2, 2, 0], [5, 6, 30], size=(20, 3), endpoint=True).tolist():
        n = kernel * dilation + room
        layer = keras.layers.Conv1D(1, kernel, dilation_rate=dilation)
        want = layer.compute_output_shape((None, n, 1))[1]
        assert_equal(student.conv_output_length(n, kernel, dilation=dilation), want)
    with student.raises(ValueError):
        student.conv_output_length(n=7, kernel=3, dilation=4)


@pytest.mark.points(2)
def test_same_gives_one_output_a_stride(student, rng):
    """With "same" there is one output for every stride begun on the axis, however wide the window."""
    for stride in (2, 3, 4, 5):
        for missing in range(stride):
            outputs, kernel, dilation = rng.integers([2, 1, 1], [20, 9, 3], endpoint=True).tolist()
            n = outputs * stride - missing
            assert_equal(student.conv_output_length(n, kernel, stride, "same", dilation), outputs)


@pytest.mark.points(2)
def test_stride_padding_and_holes_together(student, rng):
    """Image and padding are one long axis, over which the window with its holes takes its strides."""
    low, high = [2, 2, 1, 2, 0], [5, 6, 4, 4, 30]
    cases = rng.integers(low, high, size=(60, 5), endpoint=True).tolist()
    for kernel, stride, padding, dilation, room in cases:
        n = max(dilation * (kernel - 1) + 1 - 2 * padding, 0) + 1 + room
        want = places(n, kernel, stride, padding, dilation)
        assert_equal(student.conv_output_length(n, kernel, stride, padding, dilation), want)


@pytest.mark.points(1)
def test_impossible_windows_are_refused(student):
    """Impossible sizes, words and windows raise a ValueError, sizes that are no integers a TypeError."""
    assert_equal(student.conv_output_length(**ALL_RIGHT), 5)

    for fault in (
        {"n": 0},
        {"kernel": 0},
        {"stride": 0},
        {"dilation": 0},
        {"padding": -1},
        {"padding": "full"},
        {"kernel": 8},
        {"padding": "same", "kernel": 0},
    ):
        with student.raises(ValueError):
            student.conv_output_length(**{**ALL_RIGHT, **fault})
    for fault in (
        {"n": 7.0},
        {"kernel": "3"},
        {"stride": True},
        {"dilation": None},
        {"padding": 1.5},
        {"padding": False},
    ):
        with student.raises(TypeError):
            student.conv_output_length(**{**ALL_RIGHT, **fault})
