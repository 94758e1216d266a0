"""The matrix at work on pixels, forwards and backwards, and what its rows have in common."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("conv_as_matrix")


def kernel(rng, taps, dtype="float64"):
    """Taps that are all different, none of them near zero."""
    return (rng.permutation(taps) + rng.uniform(1, 1.5, size=taps)).astype(dtype)


def cases_of(rng, strides):
    """Axes with and without pixels left over, and one that the kernel just fits."""
    fits = [(4, 4, stride) for stride in strides]
    drawn = [(taps, taps + room, stride) for stride in strides for taps, room in ((3, 6), (2, 7), (5, 8))]
    return [(kernel(rng, taps), length, stride) for taps, length, stride in [*fits, *drawn]]


def check_products(cases, matrices, rng):
    """Each matrix times pixels is the cross-correlation of Keras."""
    for (k, length, stride), matrix in zip(cases, matrices, strict=True):
        pixels = rng.normal(size=length)
        x, filters = pixels.reshape(1, length, 1), k.reshape(-1, 1, 1)
        want = np.asarray(keras.ops.conv(x, filters, strides=stride))[0, :, 0]
        assert_equal(np.shape(matrix), (len(want), length))
        assert_close(matrix @ pixels, want)


@pytest.mark.points(2)
def test_matrix_times_pixels_is_the_convolution(student, rng):
    """At stride 1, the matrix times the pixels of an axis is what Keras's convolution makes of them."""
    cases = cases_of(rng, [1])

    check_products(cases, student.map("conv_as_matrix", cases), rng)


@pytest.mark.points(1)
def test_strides_leave_out_windows(student, rng):
    """With longer strides, too, there is a row for each window of Keras's convolution, and no other."""
    cases = cases_of(rng, [2, 3, 4])

    check_products(cases, student.map("conv_as_matrix", cases), rng)


@pytest.mark.points(1)
def test_rows_share_the_numbers_of_the_kernel(student, rng):
    """In every row each number of the kernel stands once, and all other entries are zero."""
    cases = cases_of(rng, [1])

    for (k, length, _), matrix in zip(cases, student.map("conv_as_matrix", cases), strict=True):
        zeros = np.zeros(length - len(k))
        want = np.tile(np.concatenate([zeros, np.sort(k)]), (length - len(k) + 1, 1))
        assert_equal(np.shape(matrix), want.shape)
        assert_close(np.sort(matrix, axis=-1), want)


@pytest.mark.points(1)
@pytest.mark.explains("that the way back is the transpose, the point of the section")
def test_transpose_carries_gradients_back(student, rng):
    """The transpose turns the outputs' gradient into the pixels', which is 0 where no window reads."""
    cases = cases_of(rng, [1, 2, 3])

    for (k, length, stride), matrix in zip(cases, student.map("conv_as_matrix", cases), strict=True):
        outputs = (length - len(k)) // stride + 1
        slope = rng.normal(size=(1, outputs, 1))
        back = keras.ops.conv_transpose(slope, k.reshape(-1, 1, 1), strides=stride, padding="valid")
        want = np.zeros(length)
        reached = (outputs - 1) * stride + len(k)
        want[:reached] = np.asarray(back)[0, :reached, 0]
        assert_equal(np.shape(matrix), (outputs, length))
        assert_close(matrix.T @ slope[0, :, 0], want)


@pytest.mark.points(1)
def test_next_row_is_moved_by_one_stride(student, rng):
    """Each row is the row above it, moved to the right by one stride; only zeros come in at the left."""
    cases = [(kernel(rng, taps), 12, stride) for taps in (2, 3) for stride in (1, 2, 3)]

    for (_, _, stride), matrix in zip(cases, student.map("conv_as_matrix", cases), strict=True):
        assert_equal(np.ndim(matrix), 2)
        assert_equal(bool(np.all(np.any(matrix, axis=1))), True)
        moved = np.zeros_like(matrix[:-1])
        moved[:, stride:] = matrix[:-1, :-stride]
        assert_close(matrix[1:], moved)


@pytest.mark.points(1)
def test_matrix_has_the_dtype_of_the_kernel(student, rng):
    """A float32 kernel gives a float32 matrix, a float64 kernel a float64 one, with a row for each output."""
    cases = [(kernel(rng, 3, dtype), 8) for dtype in ("float32", "float64")]

    for (k, _), matrix in zip(cases, student.map("conv_as_matrix", cases), strict=True):
        assert_equal((str(np.asarray(matrix).dtype), np.shape(matrix)), (str(k.dtype), (6, 8)))


@pytest.mark.points(1)
def test_impossible_matrices_are_refused(student, rng):
    """Sizes below one and kernels that do not fit are a ValueError, sizes that are no integer a TypeError."""
    k, one = kernel(rng, 3), np.ones(1)
    assert_close(student.conv_as_matrix(one, 1), np.ones((1, 1)))

    sizes = [(k, 0), (k, -5), (k, 7, 0), (k, 7, -1)]
    kernels = [(k, 2), (k[:0], 7), (k[np.newaxis], 7), (k[:, np.newaxis], 7)]
    student.refuses(ValueError, "conv_as_matrix", [*sizes, *kernels])
    student.refuses(
        TypeError, "conv_as_matrix", [(k, 7.0), (one, True), (k, 7, 2.0), (k, 7, True), (k, None)]
    )
