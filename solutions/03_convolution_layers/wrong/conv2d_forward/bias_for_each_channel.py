"""Adds the bias once for every input channel.

Feed a picture of three channels in which every pixel is 0. Do you get b, or three times b? At which
point of the sum is the bias added, inside the loop over channels or after it?
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FAILS = {
    "test_a_black_picture_shows_the_bias",
    "test_a_window_of_one_pixel_is_a_dense_layer",
    "test_agrees_with_keras_layers",
}


def _whole_number(value, least):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def _zeros(n, kernel, stride, padding):
    if padding == "same":
        total = max((-(-n // stride) - 1) * stride + kernel - n, 0)
        return total // 2, total - total // 2
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"unknown padding {padding!r}")
    side = 0 if padding == "valid" else _whole_number(padding, least=0)
    return side, side


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    if x.ndim != 4 or w.ndim != 4 or x.shape[3] != w.shape[2]:
        raise ValueError("x and w do not fit")
    if b is not None and b.shape != w.shape[3:]:
        raise ValueError("b does not fit")
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    _whole_number(sh, least=1)
    _whole_number(sw, least=1)
    rows = _zeros(x.shape[1], w.shape[0], sh, padding)
    columns = _zeros(x.shape[2], w.shape[1], sw, padding)
    padded = np.pad(x, ((0, 0), rows, columns, (0, 0)))
    windows = sliding_window_view(padded, w.shape[:2], axis=(1, 2))[:, ::sh, ::sw]
    z = np.tensordot(windows, w, axes=((4, 5, 3), (0, 1, 2)))
    return z if b is None else z + x.shape[3] * b
