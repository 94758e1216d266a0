"""Crooked kernels on pictures that are not square, against Keras and against the definition."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("cross_correlate2d")

KERNELS = (2, 3), (3, 2), (1, 4), (4, 1), (5, 2), (3, 4)


def drawn(rng, *shape, dtype="float32"):
    return rng.normal(size=shape).astype(dtype)


def cases_of(rng, mode, kernels=KERNELS):
    """A picture with more columns than rows, and one with more rows, for each kernel."""
    sizes = [(6, 9), (8, 5)]
    return [(drawn(rng, *size), drawn(rng, *shape), mode) for shape in kernels for size in sizes]


def keras_answer(img, k, mode):
    """What a convolution of Keras makes of one picture with one channel."""
    x, kernel = img[np.newaxis, :, :, np.newaxis], k[:, :, np.newaxis, np.newaxis]
    return np.asarray(keras.ops.conv(x, kernel, padding=mode))[0, :, :, 0]


def meeting_places(img, k):
    """The full answer: every pixel meets every tap, at the window that brings them together."""
    (height, width), (rows, columns) = img.shape, k.shape
    sums = np.zeros((height + rows - 1, width + columns - 1))
    for m in range(rows):
        for n in range(columns):
            top, left = rows - 1 - m, columns - 1 - n
            sums[top : top + height, left : left + width] += k[m, n].astype("float64") * img
    return sums.astype(img.dtype)


@pytest.mark.points(2)
def test_valid_is_what_keras_computes(student, rng):
    """In mode "valid" the answer is that of Keras's convolution with one channel, without padding."""
    cases = cases_of(rng, "valid")

    for case, got in zip(cases, student.map("cross_correlate2d", cases), strict=True):
        assert_close(got, keras_answer(*case), rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_same_is_where_keras_puts_it(student, rng):
    """In mode "same" there is an output for every pixel, where Keras has it, for odd and even kernels."""
    cases = cases_of(rng, "same", [*KERNELS, (2, 2), (4, 4)])

    for case, got in zip(cases, student.map("cross_correlate2d", cases), strict=True):
        assert_close(got, keras_answer(*case), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_full_has_every_meeting_place(student, rng):
    """In mode "full" there is an output wherever window and picture share a pixel; zeros lie outside."""
    cases = [*cases_of(rng, "full"), (drawn(rng, 2, 3), drawn(rng, 4, 5), "full")]

    for (img, k, _), got in zip(cases, student.map("cross_correlate2d", cases), strict=True):
        assert_close(got, meeting_places(img, k), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
@pytest.mark.explains("the mirrored kernel, in a case that a student can repeat by eye")
def test_single_pixel_shows_the_kernel_turned(student, rng):
    """A picture with a single 1, far from the border, is answered by the kernel turned by 180 degrees."""
    k = drawn(rng, 2, 3, dtype="float64")
    img = np.zeros((7, 9))
    row, column = rng.integers([3, 3], [6, 7])
    img[row, column] = 1.0
    want = np.zeros((6, 7))
    want[row - 1 : row + 1, column - 2 : column + 1] = [line[::-1] for line in k[::-1]]

    assert_close(student.cross_correlate2d(img, k), want)


@pytest.mark.points(1)
def test_sums_have_the_dtype_of_the_picture(student, rng):
    """float32 gives float32 and float64 gives float64, in every mode, and the mode says the shape."""
    shapes = {"valid": (3, 6), "same": (4, 7), "full": (5, 8)}
    cases = [
        (drawn(rng, 4, 7, dtype=dtype), drawn(rng, 2, 2, dtype=dtype), mode)
        for dtype in ("float32", "float64")
        for mode in shapes
    ]
    for (img, _, mode), got in zip(cases, student.map("cross_correlate2d", cases), strict=True):
        assert_equal((str(np.asarray(got).dtype), np.shape(got)), (str(img.dtype), shapes[mode]))


@pytest.mark.points(1)
def test_impossible_slides_are_refused(student, rng):
    """Other than two axes, an unknown mode, and a kernel with no valid place to stand are a ValueError."""
    img, one = drawn(rng, 4, 6), np.ones((1, 1), "float32")
    cases = [(img, one, mode) for mode in ("valid", "same", "full")]
    for got in student.map("cross_correlate2d", cases):
        assert_close(got, img)

    large = [(img, drawn(rng, 5, 2), "valid"), (img, drawn(rng, 2, 7), "valid"), (img, drawn(rng, 6, 4))]
    axes = [(img[np.newaxis], one), (img, one[np.newaxis]), (img[0], one), (img, one[0])]
    student.refuses(ValueError, "cross_correlate2d", [*large, *axes, (img, one, "equal"), (img, one, "")])
