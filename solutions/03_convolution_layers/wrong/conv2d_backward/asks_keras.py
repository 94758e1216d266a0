"""Asks TensorFlow's tape instead of following the windows.

The tape cannot be used in this chapter: you are writing what it computes. Take one entry of dz: which
pixels and which weights had a part in its output?
"""

import numpy as np
import tensorflow as tf

FAILS = {
    "test_both_gradients_weigh_alike",
    "test_db_is_the_slope_of_the_loss_in_each_bias",
    "test_dw_is_the_slope_of_the_loss_in_each_weight",
    "test_dx_is_the_slope_of_the_loss_in_each_pixel",
    "test_gradients_keep_the_dtype",
    "test_gradients_that_keras_finds",
    "test_impossible_layers_are_refused",
    "test_padding_takes_part_and_is_cut_off",
    "test_pixels_that_no_window_reads_have_slope_zero",
}


def _geometry(dz, x, w, stride, padding):
    """Return the steps and the zeros before and after rows and columns."""
    steps = stride if isinstance(stride, tuple | list) else (stride, stride)
    if not all(type(step) is int for step in steps) or type(padding) not in (int, str):
        raise TypeError("strides and counts of zeros must be integers")
    if len(steps) != 2 or min(steps) < 1:
        raise ValueError("a stride must be at least 1")
    if padding not in ("valid", "same") and (type(padding) is str or padding < 0):
        raise ValueError("padding must be 'valid', 'same' or at least 0")
    if not dz.ndim == x.ndim == w.ndim == 4 or x.shape[3] != w.shape[2]:
        raise ValueError("shapes do not belong together")
    zeros, outputs = [], []
    for n, kernel, step in zip(x.shape[1:3], w.shape, steps, strict=False):
        both = max((-(-n // step) - 1) * step + kernel - n, 0) if padding == "same" else 0
        zeros.append((both // 2, both - both // 2) if type(padding) is str else (padding, padding))
        outputs.append((n + sum(zeros[-1]) - kernel) // step + 1)
    if dz.shape != (x.shape[0], *outputs, w.shape[3]):
        raise ValueError("dz has not the shape of the layer's output")
    return steps, zeros


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    steps, zeros = _geometry(dz, x, w, stride, padding)
    pixels, kernel, bias = tf.constant(x), tf.constant(w), tf.zeros(w.shape[3], w.dtype)
    with tf.GradientTape() as tape:
        tape.watch([pixels, kernel, bias])
        z = tf.nn.conv2d(tf.pad(pixels, [(0, 0), *zeros, (0, 0)]), kernel, steps, "VALID") + bias
    return tuple(np.asarray(one) for one in tape.gradient(z, [pixels, kernel, bias], tf.constant(dz)))
