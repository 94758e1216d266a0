"""Weights are the test's own, and what follows from them is computed here, in float64.

What cannot be asked from outside (gradients, one epoch of training, a file and back) is asked of the
probes, which the handout gives to students too; whoever tampers with them changes what is compared.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("MyConv2D")

SHAPE = (7, 9, 2)  # height, width, channels
FILTERS, WINDOW = 4, (3, 2)
NEAR = {"rtol": 1e-4, "atol": 1e-5}


def normal(rng, *shape):
    return rng.normal(size=shape).astype("float32")


def drawn(rng, channels=SHAPE[-1], filters=FILTERS, window=WINDOW):
    """A kernel and a bias."""
    return [normal(rng, *window, channels, filters), normal(rng, filters)]


def made(student, weights, **options):
    """The student's layer with these weights."""
    kernel = weights[0]
    layer = student.MyConv2D(kernel.shape[3], kernel.shape[:2], **options)
    layer.build((None, *SHAPE[:2], kernel.shape[2]))
    layer.set_weights(weights)
    return layer


def convolved(x, kernel, bias=0.0, strides=1, padding="valid", normalized=False):
    if normalized:
        kernel = kernel / ops.sqrt(ops.sum(ops.square(kernel), axis=(0, 1, 2)))
    return ops.conv(x, kernel, strides=strides, padding=padding) + bias


def wanted(x, weights, **options):
    arrays = [np.asarray(one, "float64") for one in (x, *weights)]
    return ops.convert_to_numpy(convolved(*arrays, **options)).astype("float32")


def wanted_gradients(x, weights, dz, **options):
    """The gradients of sum(layer(x) * dz) by x and the weights."""
    arrays = [tf.constant(one, "float64") for one in (x, *weights)]
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        loss = ops.sum(convolved(*arrays, **options) * np.asarray(dz, "float64"))
    return [one.numpy().astype("float32") for one in tape.gradient(loss, arrays)]


@pytest.mark.points(3)
def test_same_maps_as_keras(student, rng):
    """With the same weights the layer makes the maps of Keras's Conv2D, for any strides and padding."""
    for channels, filters, window, strides, padding in (
        (2, 4, (3, 2), 1, "valid"),
        (3, 2, (2, 4), (2, 1), "valid"),
        (1, 3, (3, 3), (1, 3), "valid"),
        (2, 3, (4, 3), 1, "same"),
        (3, 5, (3, 2), (3, 2), "same"),
        (4, 2, (1, 1), 2, "same"),
        (4, 2, (1, 1), 1, "same"),
    ):
        x, weights = normal(rng, 2, *SHAPE[:2], channels), drawn(rng, channels, filters, window)
        keras_layer = keras.layers.Conv2D(filters, window, strides=strides, padding=padding)
        keras_layer.build(x.shape)
        keras_layer.set_weights(weights)
        layer = made(student, weights, strides=strides, padding=padding)
        assert_close(layer(x), ops.convert_to_numpy(keras_layer(x)), **NEAR)


@pytest.mark.points(1)
def test_activation_comes_last(student, rng):
    """The activation acts on the sum with its bias, and without one that sum is the answer."""
    x, weights = normal(rng, 3, *SHAPE), drawn(rng)
    z = wanted(x, weights)
    assert_close(made(student, weights)(x), z, **NEAR)
    assert_close(made(student, weights, activation="relu")(x), np.maximum(z, 0), **NEAR)
    assert_close(made(student, weights, activation="tanh")(x), np.tanh(z), **NEAR)


@pytest.mark.points(1)
def test_weights_that_keras_knows(student):
    """Keras finds two trainable weights, kernel and bias, in the shapes specified; or the kernel alone."""
    layer = student.MyConv2D(FILTERS, WINDOW)
    layer.build((None, *SHAPE))
    kernel, bias = (np.asarray(one) for one in layer.get("trainable_weights"))
    assert_equal([kernel.shape, bias.shape], [(3, 2, 2, 4), (4,)])
    assert not bias.any()
    assert np.ptp(kernel, axis=-1).all(), "filters that start alike stay alike"
    lean = student.MyConv2D(FILTERS, WINDOW, use_bias=False)
    lean.build((None, *SHAPE))
    assert_equal([np.shape(one) for one in lean.get("trainable_weights")], [(3, 2, 2, 4)])


@pytest.mark.points(1)
def test_each_layer_owns_its_weights(student, rng):
    """A layer that is called again gets no more weights, and another layer's weights are its own."""
    x, weights, others = normal(rng, 2, *SHAPE), drawn(rng), drawn(rng)
    layer = student.MyConv2D(FILTERS, WINDOW)
    layer(np.zeros_like(x))
    layer.set_weights(weights)
    other = made(student, others)
    assert_close(layer(x), wanted(x, weights), **NEAR)
    assert_close(layer(x[:1]), wanted(x[:1], weights), **NEAR)
    assert_equal(len(layer.get("weights")), 2)
    assert_close(other(x), wanted(x, others), **NEAR)


@pytest.mark.points(2)
def test_gradients_reach_input_and_weights(student, rng):
    """The gradients with respect to the input, the kernel and the bias are those of a convolution."""
    x, weights = normal(rng, 2, *SHAPE), drawn(rng)
    for options in ({"strides": (2, 1)}, {"strides": (1, 3)}):
        dz = normal(rng, *wanted(x, weights, **options).shape)
        found = student.probe_gradients(made(student, weights, **options), x, dz)
        assert_equal(len(found), 3)
        for got, want in zip(found, wanted_gradients(x, weights, dz, **options), strict=True):
            assert_close(got, want, **NEAR)


@pytest.mark.points(2)
def test_layer_trains_in_a_compiled_model(student, rng):
    """In a compiled model that knows no batch size, an epoch moves the weights down the gradient."""
    x, weights, rate, batch = normal(rng, 7, *SHAPE), drawn(rng), 0.1, 3  # the last batch holds one picture
    y = normal(rng, *wanted(x, weights).shape)
    want = weights
    for start in range(0, len(x), batch):
        part = slice(start, start + batch)
        z = wanted(x[part], want)
        _, *slopes = wanted_gradients(x[part], want, 2 * (z - y[part]) / z.size)
        want = [one - rate * slope for one, slope in zip(want, slopes, strict=True)]
    found = student.probe_fit(made(student, weights), x, y, rate, batch)
    assert_equal(len(found), 2)
    for got, one in zip(found, want, strict=True):
        assert_close(got, one.astype("float32"), **NEAR)


@pytest.mark.points(1)
def test_layer_survives_a_file(student, rng):
    """A layer made from another's configuration, or loaded from a saved model, does the same."""
    x, (kernel, _) = normal(rng, 2, *SHAPE), drawn(rng)
    options = {"strides": (2, 3), "padding": "same", "normalized": True}
    want = np.tanh(wanted(x, [kernel], **options))
    layer = made(student, [kernel], **options, activation="tanh", use_bias=False, name="lean")
    twin = layer.from_config(layer.get_config())
    twin.build((None, *SHAPE))
    twin.set_weights([kernel])
    assert_close(twin(x), want, **NEAR)
    assert_close(student.probe_reload(layer, x), want, **NEAR)


@pytest.mark.points(1)
def test_shape_is_known_beforehand(student):
    """The layer tells the shape of its maps before it sees a picture, with None for the batch size."""
    for strides, padding, want in (
        (1, "valid", (None, 5, 8, 4)),
        ((2, 3), "valid", (None, 3, 3, 4)),
        ((2, 3), "same", (None, 4, 3, 4)),
        ((5, 8), "valid", (None, 1, 1, 4)),
    ):
        layer = student.MyConv2D(FILTERS, WINDOW, strides=strides, padding=padding)
        assert_equal(tuple(layer.compute_output_shape((None, *SHAPE))), want)


@pytest.mark.points(1)
def test_only_directions_count_when_normalized(student, rng):
    """When normalized, each filter acts with norm 1, however long it is; the weights stay as they are."""
    x, (kernel, bias) = normal(rng, 2, *SHAPE), drawn(rng)
    want = wanted(x, [kernel, bias], normalized=True)
    layer = made(student, [kernel, bias], normalized=True)
    assert_close(layer(x), want, **NEAR)
    longer = kernel * np.array([0.5, 2, 8, 30], "float32")
    layer.set_weights([longer, bias])
    assert_close(layer(x), want, **NEAR)
    weights = layer.get_weights()
    assert_equal(len(weights), 2)
    assert_close(weights[0], longer)


@pytest.mark.points(1)
def test_gradient_flows_through_the_norm(student, rng):
    """When normalized, the kernel's gradient is that of the maps as they are made, norms included."""
    x, weights = normal(rng, 2, *SHAPE), drawn(rng)
    dz = normal(rng, *wanted(x, weights).shape)
    found = student.probe_gradients(made(student, weights, normalized=True), x, dz)
    assert_equal(len(found), 3)
    for got, want in zip(found, wanted_gradients(x, weights, dz, normalized=True), strict=True):
        assert_close(got, want, **NEAR)


@pytest.mark.points(1)
def test_empty_filter_stays_empty(student, rng):
    """When normalized, a filter of zeros makes a map of its bias alone, and no gradient is NaN."""
    x, (kernel, bias) = normal(rng, 2, *SHAPE), drawn(rng)
    kernel[..., 1] = 0
    rest = [0, 2, 3]
    layer = made(student, [kernel, bias], normalized=True)
    z = layer(x)
    assert_close(z[..., rest], wanted(x, [kernel[..., rest], bias[rest]], normalized=True), **NEAR)
    assert_close(z[..., 1], np.full(z.shape[:3], bias[1]), **NEAR)
    for got in student.probe_gradients(layer, x, np.ones_like(z)):
        assert got is not None
        assert np.isfinite(got).all()


@pytest.mark.points(1)
def test_impossible_layers_are_refused(student):
    """Impossible counts, words and pictures raise a ValueError, counts that are no integers a TypeError."""
    student.map("MyConv2D", [(4, 3), (1, (3, 1), (1, 2), "same")])
    student.refuses(
        ValueError,
        "MyConv2D",
        [
            (0, 3),
            (4, 0),
            (4, (3, 0)),
            (4, (3, 2, 1)),
            (4, (3,)),
            (4, 3, 0),
            (4, 3, (1, 2, 1)),
            (4, 3, 1, "full"),
        ],
    )
    student.refuses(
        TypeError, "MyConv2D", [(4.0, 3), (True, 3), (4, 3.0), (4, (3, True)), (4, 3, 2.0), (4, 3, (1, True))]
    )
    for shape in ((5, 4, 1), (1, 4, 9, 1), (1, 9, 4, 1)):
        layer = student.MyConv2D(2, 5)
        with student.raises(ValueError):
            layer(np.zeros(shape, "float32"))
