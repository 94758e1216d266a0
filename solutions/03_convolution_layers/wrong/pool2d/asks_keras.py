"""Asks Keras for the maps and its tape for the gradient.

Keras cannot be used in this chapter: you are writing what it computes. Which pixels lie in the first window,
and which of them decides its output?
"""

import keras
import numpy as np
import tensorflow as tf

FAILS = {
    "test_average_hands_the_gradient_to_all_its_pixels",
    "test_average_of_a_flat_map_is_flat",
    "test_gradient_is_handed_on_once",
    "test_impossible_pools_are_refused",
    "test_maps_that_keras_pools",
    "test_maximum_hands_the_gradient_to_its_pixel",
    "test_nothing_outside_is_ever_the_maximum",
    "test_pooling_keeps_the_dtype",
    "test_windows_lie_side_by_side_by_default",
    "test_windows_may_overlap",
}


def _pair(value):
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if not all(type(one) is int for one in pair):
        raise TypeError("sizes and strides must be integers")
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError("sizes and strides must be at least 1")
    return pair


def _sizes(x, size, stride, mode):
    """Return window and steps, each as (rows, columns)."""
    size = _pair(size)
    stride = size if stride is None else _pair(stride)
    if x.ndim != 4 or mode not in ("max", "avg"):
        raise ValueError("x must have four axes, and mode be 'max' or 'avg'")
    return size, stride


def _pool(x, size, stride, mode, padding):
    if padding not in ("valid", "same"):
        raise ValueError("padding must be 'valid' or 'same'")
    if padding == "valid" and (size[0] > x.shape[1] or size[1] > x.shape[2]):
        raise ValueError("the window must fit")
    layer = keras.layers.MaxPooling2D if mode == "max" else keras.layers.AveragePooling2D
    return layer(size, stride, padding, dtype=x.dtype.name)(x)


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    return np.asarray(_pool(x, *_sizes(x, size, stride, mode), mode, padding))


def pool2d_backward(dy, x, size, stride, mode):
    pixels = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        y = _pool(pixels, *_sizes(x, size, stride, mode), mode, "valid")
    if dy.shape != y.shape:
        raise ValueError("dy must have the shape of the pooled map")
    return np.asarray(tape.gradient(y, pixels, tf.constant(dy)))
