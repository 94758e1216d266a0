"""Zeros counted by hand, by adding them one at a time, and seen through Keras."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("same_padding")

ALL_RIGHT = {"n": 7, "kernel": 3, "stride": 1, "dilation": 1}


def fewest_zeros(n, kernel, stride, dilation):
    """Lengthen the axis by one zero at a time until the last of ceil(n / stride) windows lies on it."""
    last_start = range(0, n, stride)[-1]
    last_tap = last_start + range(0, dilation * kernel, dilation)[-1]
    zeros = 0
    while last_tap >= n + zeros:
        zeros += 1
    return zeros


@cache
def keras_zeros(n, kernel, stride, dilation):
    """Let each filter of a "same" convolution read one tap over pixels 1..n: a 0 read is padding."""
    pixels = np.arange(1, n + 1, dtype="float32").reshape(1, n, 1)
    filters = np.eye(kernel, dtype="float32").reshape(kernel, 1, kernel)
    read = np.asarray(keras.ops.conv(pixels, filters, stride, "same", dilation_rate=dilation))[0]
    read = read.astype(int)  # (windows, taps)
    first, last = np.flatnonzero(read[0])[0], np.flatnonzero(read[-1])[-1]
    before = first * dilation - (read[0, first] - 1)
    after = (kernel - 1 - last) * dilation - (n - read[-1, last])
    return int(max(before, 0)), int(max(after, 0))


@pytest.mark.points(2)
def test_odd_zero_goes_after(student, rng):
    """In steps of one an even kernel needs an odd number of zeros, and the odd one goes after the axis."""
    for kernel in (2, 4, 6, 8):
        n = int(rng.integers(1, 40))
        assert_equal(student.same_padding(n, kernel), (kernel // 2 - 1, kernel // 2))


@pytest.mark.points(2)
def test_adds_as_few_zeros_as_will_do(student, rng):
    """There are just enough zeros for ceil(n / stride) windows, and a longer stride needs fewer."""
    low, high = [1, 3, 2, 1], [60, 9, 5, 3]
    drawn = [tuple(case) for case in rng.integers(low, high, size=(100, 4), endpoint=True).tolist()]
    zeros = {case: fewest_zeros(*case) for case in drawn}
    cases = [case for case in drawn if zeros[case] > 0 and zeros[case] % 2 == 0]

    assert_equal(student.map("same_padding", cases), [(zeros[case] // 2, zeros[case] // 2) for case in cases])


@pytest.mark.points(2)
def test_padding_takes_no_pixels_away(student, rng):
    """Where the last window ends before the axis does, there are no zeros, never fewer than none."""
    for kernel, wider in ((3, 1), (4, 1), (5, 2), (6, 3)):
        stride, strides = kernel + wider, int(rng.integers(1, 9))
        lacking_two = strides * stride + kernel - 2
        assert_equal(student.same_padding(lacking_two, kernel, stride), (1, 1))
        for to_spare in range(1, wider + 1):
            n = strides * stride + kernel + to_spare
            assert_equal(student.same_padding(n, kernel, stride), (0, 0))


@pytest.mark.points(1)
@pytest.mark.explains("holes alone, which the test of fewest zeros mixes with strides")
def test_holes_need_zeros_as_well(student, rng):
    """In steps of one the zeros make up all that a window, holes included, is wider than one pixel."""
    cases, want = [], []
    for kernel in (2, 3, 4, 5):
        for half in (1, 2, 3):
            side = half * (kernel - 1)
            cases.append((int(rng.integers(1, 40)), kernel, 1, 2 * half))
            want.append((side, side))

    assert_equal(student.map("same_padding", cases), want)


@pytest.mark.points(2)
@pytest.mark.explains("that the rule is Keras's, and not ours alone")
def test_pads_where_keras_pads(student, rng):
    """The zeros are where the windows of a Keras convolution with padding "same" meet them."""
    cases = []
    for kernel in (2, 3, 4):
        for stride in (1, 2, 3, 4):
            whole = stride * int(rng.integers(4, 12))
            cases += [(whole, kernel, stride, 1), (whole + 1, kernel, stride, 1)]
        cases += [(int(rng.integers(12, 40)), kernel, 1, dilation) for dilation in (2, 3)]

    assert_equal(student.map("same_padding", cases), [keras_zeros(*case) for case in cases])


@pytest.mark.points(1)
def test_padding_of_impossible_sizes_is_refused(student):
    """A size below one is a ValueError, a size that is no integer a TypeError."""
    assert_equal(student.same_padding(**ALL_RIGHT), (1, 1))

    def with_each(*values):
        return [tuple({**ALL_RIGHT, name: value}.values()) for name in ALL_RIGHT for value in values]

    student.refuses(ValueError, "same_padding", with_each(0))
    student.refuses(TypeError, "same_padding", with_each(2.0, True))
