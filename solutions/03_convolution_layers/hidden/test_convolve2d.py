"""The laws of convolution, products of polynomials, and Keras with the kernel turned."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("convolve2d")


def drawn(rng, *shape, dtype="float64"):
    """Numbers whose sum is not near zero, so that sums of answers can be compared."""
    return rng.uniform(-1, 2, size=shape).astype(dtype)


def keras_answer(img, k, mode):
    """Keras's convolution does not turn the kernel, so it is given one that is turned already."""
    if mode == "full":
        img, mode = np.pad(img, [(taps - 1, taps - 1) for taps in k.shape]), "valid"
    turned = np.rot90(k, 2)[:, :, np.newaxis, np.newaxis]
    return np.asarray(keras.ops.conv(img[np.newaxis, :, :, np.newaxis], turned, padding=mode))[0, :, :, 0]


@pytest.mark.points(1)
def test_kernel_is_turned_in_every_mode(student, rng):
    """In each mode the answer is the cross-correlation with the kernel turned by 180 degrees."""
    shapes = [((6, 9), (2, 3)), ((8, 5), (3, 4)), ((5, 7), (4, 1)), ((4, 6), (2, 2))]
    cases = [
        (drawn(rng, *size, dtype="float32"), drawn(rng, *taps, dtype="float32"), mode)
        for size, taps in shapes
        for mode in ("full", "same", "valid")
    ]
    for case, got in zip(cases, student.map("convolve2d", cases), strict=True):
        assert_close(got, keras_answer(*case), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_order_does_not_matter(student, rng):
    """Picture and kernel may be swapped, and the sum of all outputs is the product of their two sums."""
    pairs = [(drawn(rng, 5, 7), drawn(rng, 3, 2)), (drawn(rng, 2, 6), drawn(rng, 4, 3))]

    there = student.map("convolve2d", pairs)
    back = student.map("convolve2d", [(k, img) for img, k in pairs])

    for (img, k), one, other in zip(pairs, there, back, strict=True):
        for answer in (one, other):
            assert_close(np.sum(answer), img.sum() * k.sum())
        assert_close(one, other)


@pytest.mark.points(1)
@pytest.mark.explains("the law by which two linear layers are one")
def test_two_convolutions_are_one(student, rng):
    """Convolving with two kernels in turn is convolving once with the convolution of the kernels."""
    img, first, second = drawn(rng, 5, 7), drawn(rng, 3, 2), drawn(rng, 2, 4)

    in_turn = student.convolve2d(student.convolve2d(img, first), second)
    at_once = student.convolve2d(img, student.convolve2d(first, second))

    for answer in (in_turn, at_once):
        assert_close(np.sum(answer), img.sum() * first.sum() * second.sum())
    assert_close(in_turn, at_once)


@pytest.mark.points(1)
def test_columns_multiply_as_polynomials(student, rng):
    """A single column convolved with a single column gives the coefficients of a product of polynomials."""
    lengths = rng.integers(2, 7, size=(6, 2)).tolist()
    cases = [(drawn(rng, n, 1), drawn(rng, m, 1)) for n, m in lengths]

    for (img, k), got in zip(cases, student.map("convolve2d", cases), strict=True):
        assert_close(got, np.polymul(img[:, 0], k[:, 0])[:, np.newaxis])


@pytest.mark.points(1)
def test_convolution_has_the_dtype_of_the_picture(student, rng):
    """float32 gives float32 and float64 gives float64; unless another mode is asked for, it is "full"."""
    cases = [
        (drawn(rng, 4, 7, dtype=dtype), drawn(rng, 2, 2, dtype=dtype)) for dtype in ("float32", "float64")
    ]

    for (img, _), got in zip(cases, student.map("convolve2d", cases), strict=True):
        assert_equal((str(np.asarray(got).dtype), np.shape(got)), (str(img.dtype), (5, 8)))


@pytest.mark.points(1)
def test_impossible_convolutions_are_refused(student, rng):
    """Other than two axes, an unknown mode, and a kernel with no valid place to stand are a ValueError."""
    img, one = np.full((4, 6), 2.0), np.ones((1, 1))
    for got in student.map("convolve2d", [(img, one, mode) for mode in ("valid", "same", "full")]):
        assert_close(got, img)

    large = [
        (img, drawn(rng, 5, 7), "valid"),
        (img, drawn(rng, 5, 2), "valid"),
        (img, drawn(rng, 2, 7), "valid"),
    ]
    axes = [(img[np.newaxis], one), (img, one[np.newaxis]), (img[0], one), (img, one[0])]
    student.refuses(ValueError, "convolve2d", [*large, *axes, (img, one, "equal"), (img, one, "")])
