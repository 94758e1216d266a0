"""Asks Keras for the convolution instead of computing it.

Keras cannot be used in this exercise: you are writing what it computes. Where does each window start,
and what is multiplied and summed there?
"""

import keras
import numpy as np

FAILS = {
    "test_a_black_picture_shows_the_bias",
    "test_a_number_pads_all_four_sides",
    "test_a_shifted_picture_gives_a_shifted_map",
    "test_a_stride_leaves_places_out",
    "test_a_window_of_one_pixel_is_a_dense_layer",
    "test_agrees_with_keras_layers",
    "test_channels_add_up",
    "test_impossible_layers_are_refused",
    "test_maps_keep_the_dtype",
    "test_same_places_its_zeros_as_keras_does",
    "test_sums_over_the_window_and_all_channels",
}


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    strides = stride if isinstance(stride, tuple) else (stride, stride)
    if any(type(step) is not int for step in strides) or type(padding) not in (int, str):
        raise TypeError("stride and padding must be integers")
    if b is not None and b.shape != w.shape[3:]:
        raise ValueError("b does not fit")
    if x.ndim != 4 or w.ndim != 4 or x.shape[3] != w.shape[2] or len(strides) != 2 or min(strides) < 1:
        raise ValueError("impossible shapes or stride")
    if isinstance(padding, int):
        if padding < 0:
            raise ValueError("negative padding")
        x, padding = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0))), "valid"
    if padding == "valid" and (x.shape[1] < w.shape[0] or x.shape[2] < w.shape[1]):
        raise ValueError("the window does not fit")
    z = np.asarray(keras.ops.conv(x, w, strides, padding))
    return z if b is None else z + b
