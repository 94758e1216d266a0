"""Whole layers against Keras's with copied weights, and one property at a time, all else kept plain."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("conv2d_forward")

SIZES = [((2, 7, 9, 3), (3, 2, 3, 4)), ((3, 8, 6, 2), (2, 4, 2, 5)), ((2, 5, 10, 4), (4, 3, 4, 2))]  # x, w
PLACES = [((2, 7, 9, 1), (3, 2, 1, 4)), ((3, 8, 6, 1), (2, 4, 1, 2)), ((2, 5, 10, 1), (4, 3, 1, 3))]


def drawn(rng, *shapes):
    """Return arrays of float64 with entries of both signs."""
    return [rng.normal(size=shape) for shape in shapes]


@cache
def keras_layer(w_shape, stride, padding):
    """Return a built Conv2D layer whose weights are still to be copied."""
    *kernel, c_in, c_out = w_shape
    layer = keras.layers.Conv2D(c_out, kernel, stride, padding)
    layer.build((None, None, None, c_in))
    return layer


def plain(rng, x_shape, w_shape):
    """Return a picture of one channel and symmetric kernels, all positive: only places matter here."""
    x, w = rng.uniform(0.1, 1, size=x_shape), rng.uniform(0.1, 1, size=w_shape)
    return x, w + w[::-1, ::-1]


def slid(x, w, stride, padding="valid"):
    """Return the maps that Keras's operation gives, in float32."""
    return np.asarray(keras.ops.conv(x.astype("float32"), w.astype("float32"), stride, padding))


@pytest.mark.points(2)
def test_sums_over_the_window_and_all_channels(student, rng):
    """Each number of a map is a sum over its window in all channels: the kernel as it is, not turned."""
    pairs = [drawn(rng, *shapes) for shapes in SIZES]
    want = [slid(x, w, 1) for x, w in pairs]

    for got, one in zip(student.map("conv2d_forward", pairs), want, strict=True):
        assert_close(got, one, rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_a_black_picture_shows_the_bias(student, rng):
    """Where every pixel is 0, the map of a filter holds that filter's bias at every place, as it is."""
    (w, magnitudes) = drawn(rng, (3, 2, 3, 4), 4)
    b = np.abs(magnitudes) * [1.0, -1.0, 1.0, -1.0]

    got = student.conv2d_forward(np.zeros((2, 5, 6, 3)), w, b)

    assert_close(got, np.broadcast_to(b, (2, 3, 5, 4)))


@pytest.mark.points(1)
@pytest.mark.explains("the sum over input channels as a property, without an oracle")
def test_channels_add_up(student, rng):
    """Convolving one channel at a time and adding the maps is the same as convolving all at once."""
    for x_shape, w_shape in SIZES:
        x, w = drawn(rng, x_shape, w_shape)
        channels = range(x_shape[3])
        parts = [(x[..., c : c + 1], w[:, :, c : c + 1]) for c in channels]

        whole, *maps = student.map("conv2d_forward", [(x, w), *parts])

        assert_equal([one.shape for one in maps], [whole.shape] * len(maps))
        assert_close(whole, sum(maps))


@pytest.mark.points(2)
def test_a_window_of_one_pixel_is_a_dense_layer(student, rng):
    """With a window of one pixel, each pixel goes through the same dense layer, channels in, filters out."""
    alike = drawn(
        rng, (2, 3, 6, 3), (1, 1, 3, 5), 5
    )  # as many rows as channels: no shape says which is which
    cases = [alike, drawn(rng, (3, 5, 2, 4), (1, 1, 4, 2), 2)]

    for got, (x, w, b) in zip(student.map("conv2d_forward", cases), cases, strict=True):
        assert_close(got, x @ w[0, 0] + b)


@pytest.mark.points(2)
def test_a_stride_leaves_places_out(student, rng):
    """A stride gives every s-th row and every s-th column of the map that stride 1 gives, and no other."""
    cases, want = [], []
    for x_shape, w_shape in PLACES:
        x, w = plain(rng, x_shape, w_shape)
        for stride in (2, 3, (1, 2), (3, 1), (2, 3)):
            down, right = stride if isinstance(stride, tuple) else (stride, stride)
            cases.append((x, w, None, stride))
            want.append(slid(x, w, 1)[:, ::down, ::right])

    for got, one in zip(student.map("conv2d_forward", cases), want, strict=True):
        assert_close(got, one, rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_a_number_pads_all_four_sides(student, rng):
    """A padding of p is p rows of zeros above and below and p columns left and right, and nothing else."""
    cases, want = [], []
    narrow = (2, 3, 4, 1), (4, 5, 1, 2)  # the window fits between zeros only
    for (x_shape, w_shape), padding in zip([*PLACES, narrow], (1, 2, 3, 1), strict=True):
        x, w = plain(rng, x_shape, w_shape)
        padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
        cases += [(x, w, None, 1, padding), (x, w, None, 2, padding)]
        want += [slid(padded, w, 1), slid(padded, w, 2)]

    for got, one in zip(student.map("conv2d_forward", cases), want, strict=True):
        assert_close(got, one, rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_same_places_its_zeros_as_keras_does(student, rng):
    """Padding "same" gives ceil(n / s) outputs an axis with as few zeros as will do, the odd one after."""
    cases = []
    for x_shape, w_shape in [*PLACES, ((2, 9, 8, 1), (2, 1, 1, 3))]:
        for stride in (1, 2, 3):
            cases.append((*plain(rng, x_shape, w_shape), None, stride, "same"))

    for got, (x, w, _, stride, padding) in zip(student.map("conv2d_forward", cases), cases, strict=True):
        assert_close(got, slid(x, w, stride, padding), rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
@pytest.mark.explains("the property that gives the layer its use")
def test_a_shifted_picture_gives_a_shifted_map(student, rng):
    """If the picture moves by two rows and three columns, the map moves by as much: equivariance."""
    scene, w, b = drawn(rng, (2, 10, 12, 3), (3, 2, 3, 4), 4)

    here, there = student.map("conv2d_forward", [(scene[:, :8, :9], w, b), (scene[:, 2:, 3:], w, b)])

    assert_equal((here.shape, there.shape), ((2, 6, 8, 4), (2, 6, 8, 4)))
    assert_close(here[:, 2:, 3:], there[:, :-2, :-3])


@pytest.mark.points(3)
def test_agrees_with_keras_layers(student, rng):
    """With its weights copied, a Conv2D layer of Keras gives the same maps, whatever sizes and strides."""
    cases, want = [], []
    for x_shape, w_shape in SIZES:
        for stride in (1, (1, 2), (3, 1), (2, 3), (3, 2)):
            for padding in ("valid", "same"):
                x, w, b = (one.astype("float32") for one in drawn(rng, x_shape, w_shape, w_shape[3]))
                layer = keras_layer(w_shape, stride, padding)
                layer.set_weights([w, b])
                cases.append((x, w, b, stride, padding))
                want.append(np.asarray(layer(x)))

    for got, one in zip(student.map("conv2d_forward", cases), want, strict=True):
        assert_close(got, one, rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_maps_keep_the_dtype(student, rng):
    """Maps are float32 where picture and weights are, and float64 where these are."""
    for dtype in ("float32", "float64"):
        x, w, b = (array.astype(dtype) for array in drawn(rng, (2, 5, 6, 3), (2, 3, 3, 4), 4))
        got = student.map("conv2d_forward", [(x, w), (x, w, b), (x, w, b, 2, "same"), (x, w, b, 1, 1)])
        assert_equal([str(one.dtype) for one in got], [dtype] * 4)
        assert_equal(got[0].shape, (2, 4, 4, 4))


@pytest.mark.points(1)
def test_impossible_layers_are_refused(student):
    """Shapes, strides and words that do not fit are a ValueError, a stride that is no integer a TypeError."""
    x, w, b = np.ones((2, 4, 5, 3)), np.ones((3, 2, 3, 4)), np.ones(4)
    one_in, no_batch = np.ones((3, 2, 1, 4)), np.ones((4, 5, 3))
    fits = [(x, w), (x, w, b, 1, "valid"), (x, w, None, (2, 2), "same"), (x, w, b, 1, 0)]
    assert_equal(
        [one.shape for one in student.map("conv2d_forward", fits)],
        [(2, 2, 4, 4), (2, 2, 4, 4), (2, 2, 3, 4), (2, 2, 4, 4)],
    )

    student.refuses(
        ValueError,
        "conv2d_forward",
        [
            (no_batch, w, b),
            (x, np.ones((3, 2, 3)), b),
            (x, one_in, b),
            (np.ones((2, 4, 5, 1)), w, b),
            (x, w, np.ones(1)),
            (x, w, np.ones(3)),
            (x, w, np.ones((1, 4))),
            (x, w, np.ones((4, 1))),
            (x[np.newaxis], w, b),
            (x, w[np.newaxis], b),
            (x, np.ones((5, 2, 3, 4)), b),
            (x, np.ones((3, 6, 3, 4)), b),
            (x, np.ones((7, 2, 3, 4)), b, 1, 1),
            *((x, w, b, stride) for stride in (0, -1, (1, 0), (0, 1), (1, -1), (1,), (1, 1, 1))),
            *((x, w, b, stride, "same") for stride in ((1, 0), (0, 1))),
            *((x, w, b, 1, padding) for padding in (-1, "full", "zeros")),
        ],
    )
    student.refuses(
        TypeError,
        "conv2d_forward",
        [
            *((x, w, b, stride) for stride in (1.0, True, "1", None, (1, 1.0), (True, 1), (1, True))),
            *((x, w, b, 1, padding) for padding in (1.0, True, None)),
        ],
    )
