"""Slopes by central differences of a plain forward pass, and by Keras; every two sizes differ."""

from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.lib.stride_tricks import sliding_window_view

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("conv2d_backward")

BATCH, C_IN, C_OUT = 2, 3, 4
STEP = 1e-5  # of a central difference, in float64
SLOPES = {"rtol": 1e-6, "atol": 1e-7}  # its error is near 1e-9 for slopes near 1


def zeros_around(n, kernel, stride, padding):
    """Return the zeros (before, after) one axis of n pixels."""
    if padding == "same":
        zeros = max((-(-n // stride) - 1) * stride + kernel - n, 0)
        return zeros // 2, zeros - zeros // 2
    return (0, 0) if padding == "valid" else (padding, padding)


def convolve(x, w, stride, padding):
    """Slide w over x without bias, in the order (batch, rows, columns, c_out)."""
    margins = [zeros_around(*axis, padding) for axis in zip(x.shape[1:3], w.shape[:2], stride, strict=True)]
    windows = sliding_window_view(np.pad(x, ((0, 0), *margins, (0, 0))), w.shape[:2], axis=(1, 2))
    return np.tensordot(windows[:, :: stride[0], :: stride[1]], w, axes=((3, 4, 5), (2, 0, 1)))


class Layer:
    """A layer of a net whose loss is a curved function of its outputs, and the slopes of that loss."""

    def __init__(self, rng, size, kernel, stride, padding="valid"):
        self.stride, self.padding = stride, padding
        self.x = rng.normal(size=(BATCH, *size, C_IN))
        self.w = rng.normal(size=(*kernel, C_IN, C_OUT))
        self.b = rng.normal(size=C_OUT)
        self.scale = rng.normal(size=self.outputs(self.x, self.w, self.b).shape)

    def outputs(self, x, w, b):
        return convolve(x, w, self.stride, self.padding) + b

    def question(self):
        """Return the arguments of conv2d_backward."""
        dz = self.scale * np.cos(self.outputs(self.x, self.w, self.b))
        return dz, self.x, self.w, self.stride, self.padding

    def slopes_in_x(self):
        def losses(images):  # each of another copy of the batch
            z = self.outputs(images.reshape(-1, *self.x.shape[1:]), self.w, self.b)
            return (self.scale * np.sin(z).reshape(-1, *self.scale.shape)).sum(axis=(1, 2, 3, 4))

        return central_differences(losses, self.x)

    def slopes_in_w(self):
        def losses(kernels):
            z = np.array([self.outputs(self.x, kernel, self.b) for kernel in kernels])
            return (self.scale * np.sin(z)).sum(axis=(1, 2, 3, 4))

        return central_differences(losses, self.w)

    def slopes_in_b(self):
        def losses(biases):
            z = self.outputs(self.x, self.w, 0) + biases[:, None, None, None]
            return (self.scale * np.sin(z)).sum(axis=(1, 2, 3, 4))

        return central_differences(losses, self.b)


def central_differences(losses, at):
    """Return how much the loss grows with each entry, given the losses of many nudged copies."""
    nudges = STEP * np.eye(at.size).reshape(-1, *at.shape)
    return (losses(at + nudges) - losses(at - nudges)).reshape(at.shape) / (2 * STEP)


def three(answer):
    """Return dx, dw, db if that is what the answer is."""
    assert type(answer) is tuple
    assert [type(part) for part in answer] == [np.ndarray] * 3
    return answer


def answers(student, layers):
    return [three(answer) for answer in student.map("conv2d_backward", [one.question() for one in layers])]


@cache
def keras_layer(kernel, stride, padding):
    layer = keras.layers.Conv2D(C_OUT, kernel, stride, padding)
    layer.build((None, None, None, C_IN))
    return layer


@pytest.mark.points(5)
def test_dx_is_the_slope_of_the_loss_in_each_pixel(student, rng):
    """Where windows overlap in steps of 2 and 3, dx is how much the loss grows with each pixel."""
    layers = [
        Layer(rng, size=(5, 7), kernel=(3, 4), stride=(2, 3)),
        Layer(rng, size=(7, 5), kernel=(4, 3), stride=(3, 2)),
    ]

    for layer, (dx, _, _) in zip(layers, answers(student, layers), strict=True):
        assert_close(dx, layer.slopes_in_x(), **SLOPES)


@pytest.mark.points(4)
def test_dw_is_the_slope_of_the_loss_in_each_weight(student, rng):
    """In steps of 2 and 3, dw is how much the loss grows with each weight, over the whole batch."""
    layers = [
        Layer(rng, size=(5, 7), kernel=(3, 4), stride=(2, 3)),
        Layer(rng, size=(7, 5), kernel=(4, 3), stride=(3, 2)),
    ]

    for layer, (_, dw, _) in zip(layers, answers(student, layers), strict=True):
        assert_close(dw, layer.slopes_in_w(), **SLOPES)


@pytest.mark.points(2)
def test_db_is_the_slope_of_the_loss_in_each_bias(student, rng):
    """db is how much the loss grows with each bias, which is added at every place of every image."""
    layers = [Layer(rng, (4, 6), (2, 3), (1, 1)), Layer(rng, (7, 5), (3, 2), (2, 3))]

    for layer, (_, _, db) in zip(layers, answers(student, layers), strict=True):
        assert_close(db, layer.slopes_in_b(), **SLOPES)


@pytest.mark.points(4)
def test_padding_takes_part_and_is_cut_off(student, rng):
    """Zeros around an image are read, but are none of its pixels: dx has one slope for each pixel of x."""
    layers = [
        Layer(rng, (6, 4), (3, 2), (2, 1), "same"),
        Layer(rng, (5, 7), (4, 5), (2, 3), "same"),
        Layer(rng, (4, 6), (3, 2), (1, 2), 1),
    ]

    for layer, (dx, dw, _) in zip(layers, answers(student, layers), strict=True):
        assert_close(dx, layer.slopes_in_x(), **SLOPES)
        assert_close(dw, layer.slopes_in_w(), **SLOPES)


@pytest.mark.points(2)
def test_pixels_that_no_window_reads_have_slope_zero(student, rng):
    """Between windows and after the last of them dx is exactly 0, and only there."""
    layers = [
        Layer(rng, size=(8, 12), kernel=(2, 3), stride=(3, 4)),
        Layer(rng, size=(9, 7), kernel=(3, 2), stride=(4, 4)),
        Layer(rng, size=(6, 8), kernel=(3, 4), stride=(2, 3)),
        Layer(rng, size=(6, 9), kernel=(1, 2), stride=(2, 3), padding="same"),
    ]

    for layer, (dx, _, _) in zip(layers, answers(student, layers), strict=True):
        assert dx.shape == layer.x.shape
        read = np.zeros(dx.shape, bool)
        (rows, columns), (down, right) = layer.w.shape[:2], layer.stride
        for top in range(0, dx.shape[1] - rows + 1, down):
            for left in range(0, dx.shape[2] - columns + 1, right):
                read[:, top : top + rows, left : left + columns] = True
        assert_equal((dx != 0).tolist(), read.tolist())


@pytest.mark.points(1)
@pytest.mark.explains("the same facts at many sizes, which finite differences would take long for")
def test_both_gradients_weigh_alike(student, rng):
    """Without bias, z weighed by dz sums to the same as x weighed by dx, and as w weighed by dw."""
    layers = []
    for padding in ("valid", "same", 1, 2):
        for _ in range(5):
            size, kernel = rng.integers(5, 12, 2).tolist(), rng.integers(1, 6, 2).tolist()
            layers.append(Layer(rng, size, kernel, tuple(rng.integers(1, 4, 2).tolist()), padding))

    for layer, (dx, dw, _) in zip(layers, answers(student, layers), strict=True):
        dz, x, w, stride, padding = layer.question()
        assert_equal([dx.shape, dw.shape], [x.shape, w.shape])
        weighed = np.array([(dx * x).sum(), (dw * w).sum()])
        assert_close(weighed, np.full(2, (dz * convolve(x, w, stride, padding)).sum()), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
@pytest.mark.explains("that the conventions are Keras's, and not ours alone")
def test_gradients_that_keras_finds(student, rng):
    """The gradients are those of Keras's Conv2D with the same weights, for either word and any strides."""
    layers = []
    for padding in ("valid", "same"):
        for kernel, stride in (((2, 3), (1, 1)), ((3, 2), (2, 3)), ((4, 3), (3, 2))):
            layers.append(Layer(rng, (9, 8), kernel, stride, padding))

    for layer, got in zip(layers, answers(student, layers), strict=True):
        dz, x, w, stride, padding = layer.question()
        twin = keras_layer(w.shape[:2], stride, padding)
        twin.set_weights([w, layer.b])
        pixels = tf.constant(x, "float32")
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            z = twin(pixels)
        wanted = tape.gradient(z, [pixels, *twin.weights], tf.constant(dz, "float32"))
        for found, want in zip(got, wanted, strict=True):
            assert_close(found, np.asarray(want), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_gradients_keep_the_dtype(student, rng):
    """For arrays in float32 all three gradients are in float32, and for float64 in float64."""
    *arrays, stride, padding = Layer(rng, (5, 6), (2, 3), (1, 2), "same").question()
    for dtype in ("float32", "float64"):
        single = [array.astype(dtype) for array in arrays]
        got = three(student.conv2d_backward(*single, stride, padding))
        assert_equal([str(gradient.dtype) for gradient in got], [dtype] * 3)


@pytest.mark.points(2)
def test_impossible_layers_are_refused(student):
    """Impossible shapes and sizes raise a ValueError, steps and paddings that are no counts a TypeError."""
    right = {
        "dz": np.ones((2, 3, 4, 5)),
        "x": np.ones((2, 6, 6, 3)),
        "w": np.ones((4, 3, 3, 5)),
        "stride": 1,
        "padding": "valid",
    }

    def changed(*faults):
        return [tuple({**right, **fault}.values()) for fault in faults]

    for possible in (right, {**right, "padding": 0}, {name: right[name] for name in ("dz", "x", "w")}):
        assert_equal(three(student.conv2d_backward(**possible))[0].shape, (2, 6, 6, 3))

    student.refuses(
        ValueError,
        "conv2d_backward",
        changed(
            {"x": np.ones((2, 6, 6, 1)), "w": np.ones((4, 3, 3, 5))},
            {"x": np.ones((6, 6, 3))},
            {"w": np.ones((4, 3, 3))},
            {"w": np.ones((3, 5))},
            {"dz": np.ones((2, 3, 4, 1)), "x": np.ones((2, 6, 6, 1)), "w": np.ones((4, 3, 1, 1, 1))},
            {"dz": np.ones((2, 12, 5))},
            {"dz": np.ones((1, 3, 4, 5))},
            {"dz": np.ones((2, 1, 4, 5))},
            {"dz": np.ones((2, 3, 1, 5))},
            {"dz": np.ones((2, 3, 5, 5))},
            {"dz": np.ones((2, 3, 4, 1))},
            {"stride": -1},
            {"stride": (1, 0), "padding": "same"},
            {"stride": (1,)},
            {"stride": (1, 1, 1)},
            {"padding": "full"},
            {"padding": -1},
        ),
    )
    student.refuses(
        TypeError,
        "conv2d_backward",
        changed({"stride": 1.0}, {"stride": (1, True)}, {"padding": 0.0}, {"padding": False}),
    )
