"""Adds a single number of rows and columns at the upper left only.

A frame has two ends along each axis. By how many rows does a picture grow when one row is put above it and
one below?
"""

import numpy as np

FAILS = {
    "test_frame_has_the_dtype_of_the_pictures",
    "test_one_number_means_all_four_sides",
}


def pad2d(x, pad, value=0.0):
    if x.ndim != 4:
        raise ValueError(f"x has {x.ndim} axes, expected 4")
    pairs = pad if isinstance(pad, tuple) else ((pad, 0), (pad, 0))
    if len(pairs) != 2 or any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"expected two pairs, received {pad!r}")
    for count in (*pairs[0], *pairs[1]):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 0:
            raise ValueError(f"{count} is negative")
    (top, bottom), (left, right) = pairs
    batch, height, width, channels = x.shape
    framed = np.full((batch, top + height + bottom, left + width + right, channels), value, x.dtype)
    framed[:, top : top + height, left : left + width] = x
    return framed
