"""Asks Keras instead of doing the arithmetic.

Keras is not at hand here. Which numbers of the layer would you multiply on paper, and which would you add?
"""

import keras

FAILS = {
    "test_filter_spans_input_channels",
    "test_filter_has_one_bias",
    "test_kernel_may_be_rectangular",
    "test_groups_share_out_the_channels",
    "test_conv2d_refuses_impossible_layers",
}


def _conv2d_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def conv2d_params(kernel, c_in, c_out, use_bias=True, groups=1):
    rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    for value in (rows, columns, c_in, c_out, groups):
        _conv2d_size(value)
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} and {c_out} channels")
    layer = keras.layers.Conv2D(c_out, kernel, use_bias=use_bias, groups=groups)
    layer.build((None, rows, columns, c_in))
    return layer.count_params()
