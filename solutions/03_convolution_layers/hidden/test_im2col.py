"""The two against Keras's convolution and its gradient, and against each other."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("im2col")

# x_shape, kernel, stride: windows overlap, lie side by side, leave gaps, leave pixels over, fill the picture
LAYOUTS = [
    ((2, 7, 9, 3), (3, 2), (1, 1)),
    ((3, 8, 7, 2), (2, 3), (2, 1)),
    ((2, 9, 12, 4), (3, 4), (2, 3)),
    ((2, 8, 11, 3), (2, 3), (3, 2)),
    ((2, 3, 4, 3), (3, 4), (2, 2)),
]


def starts(x_shape, kernel, stride):
    """Return the rows and the columns at which windows start."""
    return [range(0, n - k + 1, s) for n, k, s in zip(x_shape[1:3], kernel, stride, strict=True)]


def cols_shape(x_shape, kernel, stride):
    rows, columns = starts(x_shape, kernel, stride)
    return (x_shape[0], len(rows), len(columns), kernel[0] * kernel[1] * x_shape[3])


@pytest.mark.points(2)
def test_cols_times_kernel_is_a_convolution(student, rng):
    """The rows of cols, times the kernel reshaped to a matrix, are the maps of Keras's convolution."""
    for x_shape, kernel, stride in LAYOUTS:
        x, w = rng.normal(size=x_shape), rng.normal(size=(*kernel, x_shape[3], 5))
        want = keras.ops.conv(x.astype("float32"), w.astype("float32"), stride, "valid")

        cols = student.im2col(x, kernel, stride)

        assert_equal(cols.shape, cols_shape(x_shape, kernel, stride))
        assert_close(cols @ w.reshape(-1, 5), np.asarray(want), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_pictures_of_a_batch_stay_apart(student):
    """If each picture of a batch is of one brightness, so are all of its windows."""
    for x_shape, kernel, _ in LAYOUTS:
        brightness = np.arange(1.0, x_shape[0] + 1).reshape(-1, 1, 1, 1)

        got = student.im2col(np.broadcast_to(brightness, x_shape), kernel, (1, 1))

        assert_close(got, np.broadcast_to(brightness, cols_shape(x_shape, kernel, (1, 1))))


@pytest.mark.points(1)
def test_windows_start_every_stride(student, rng):
    """With windows of one pixel, cols are every s-th row and every s-th column of the picture."""
    for x_shape, _, stride in LAYOUTS:
        x = rng.normal(size=x_shape)

        assert_close(student.im2col(x, (1, 1), stride), x[:, :: stride[0], :: stride[1]])


@pytest.mark.points(1)
def test_ones_come_back_as_visits(student):
    """Ones in all windows come back as counts: how many windows read the pixel."""
    for x_shape, kernel, stride in LAYOUTS:
        visits = np.zeros(x_shape)
        rows, columns = starts(x_shape, kernel, stride)
        for row in rows:
            for column in columns:
                visits[:, row : row + kernel[0], column : column + kernel[1]] += 1
        used = (x_shape[0], rows[-1] + kernel[0], columns[-1] + kernel[1], x_shape[3])  # none left over

        got = student.col2im(np.ones(cols_shape(x_shape, kernel, stride)), used, kernel, stride)

        assert_close(got, visits[:, : used[1], : used[2]])


@pytest.mark.points(1)
@pytest.mark.explains("the definition of col2im, whatever the order inside a window")
def test_the_two_are_adjoint(student, rng):
    """The inner product of im2col(x) with any cols is that of x with col2im(cols)."""
    for x_shape, kernel, stride in LAYOUTS:
        x, cols = rng.normal(size=x_shape), rng.normal(size=cols_shape(x_shape, kernel, stride))

        forth, back = student.im2col(x, kernel, stride), student.col2im(cols, x_shape, kernel, stride)

        assert_equal((forth.shape, back.shape), (cols.shape, x.shape))
        assert_close(float(np.sum(forth * cols)), float(np.sum(x * back)), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_brings_gradients_back_to_the_pixels(student, rng):
    """From the gradients of all windows, col2im makes the gradient of the picture that a tape records."""
    for x_shape, kernel, stride in LAYOUTS:
        x, w = tf.constant(rng.normal(size=x_shape)), rng.normal(size=(*kernel, x_shape[3], 5))
        with tf.GradientTape() as tape:
            tape.watch(x)
            z = tf.nn.conv2d(x, w, stride, "VALID")
        dz = rng.normal(size=z.shape)

        got = student.col2im(dz @ w.reshape(-1, 5).T, x_shape, kernel, stride)

        assert_close(got, np.asarray(tape.gradient(z, x, dz)), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_pixels_that_no_window_reads_get_nothing(student):
    """In gaps between windows and beyond the last one, col2im leaves exact zeros."""
    for x_shape, kernel, stride in [((2, 9, 6, 3), (2, 2), (3, 2)), ((2, 7, 10, 2), (2, 3), (2, 4))]:
        rows, columns = starts(x_shape, kernel, stride)
        want = np.zeros(x_shape)
        for row in rows:
            for column in columns:
                want[:, row : row + kernel[0], column : column + kernel[1]] = 1

        got = student.col2im(np.ones(cols_shape(x_shape, kernel, stride)), x_shape, kernel, stride)

        assert_close(got, want, rtol=0, atol=0)


@pytest.mark.points(1)
def test_both_keep_the_dtype(student):
    """float32 stays float32 and float64 stays float64, there and back."""
    for dtype in ("float32", "float64"):
        cols = student.im2col(np.ones((2, 4, 5, 3), dtype), (2, 3), (1, 1))
        back = student.col2im(np.ones((2, 3, 3, 18), dtype), (2, 4, 5, 3), (2, 3), (1, 1))
        assert_equal((str(cols.dtype), str(back.dtype)), (dtype, dtype))
        assert_equal((cols.shape, back.shape), ((2, 3, 3, 18), (2, 4, 5, 3)))


@pytest.mark.points(1)
def test_impossible_windows_are_refused(student):
    """Shapes that do not fit are a ValueError, a size of a window or step that is no integer a TypeError."""
    x, shape, cols = np.ones((2, 4, 5, 3)), (2, 4, 5, 3), np.ones((2, 3, 3, 18))
    assert_equal(student.im2col(x, (2, 3), (1, 1)).shape, cols.shape)
    assert_equal(student.col2im(cols, shape, (2, 3), (1, 1)).shape, shape)

    sizes = [((0, 3), (1, 1)), ((2, 0), (1, 1)), ((2, 3), (0, 1)), ((2, 3), (1, -1))]
    sizes += [((5, 3), (1, 1)), ((2, 6), (1, 1)), ((7, 3), (1, 1))]
    shapes = [
        (2, 3, 3, 17),
        (2, 3, 2, 18),
        (2, 4, 3, 18),
        (3, 3, 3, 18),
        (2, 1, 9, 18),
        (2, 9, 1, 18),
        (1, 3, 3, 18),
        (3, 3, 18),
    ]
    student.refuses(ValueError, "im2col", [(x, *some) for some in sizes] + [(x[0], (2, 3), (1, 1))])
    student.refuses(ValueError, "col2im", [(cols, shape, *some) for some in sizes])
    student.refuses(ValueError, "col2im", [(np.ones(one), shape, (2, 3), (1, 1)) for one in shapes])
    student.refuses(ValueError, "col2im", [(cols, shape[1:], (2, 3), (1, 1))])
    counts = [((2.0, 3), (1, 1)), ((2, True), (1, 1)), ((2, 3), (1, 1.0)), ((2, 3), (True, 1))]
    student.refuses(TypeError, "im2col", [(x, *some) for some in counts])
    student.refuses(TypeError, "col2im", [(cols, shape, *some) for some in counts])
