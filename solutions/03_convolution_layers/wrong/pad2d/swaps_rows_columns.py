"""Puts the first pair to the left and right, the second above and below.

A square picture with equal counts hides this. What should ((1, 1), (0, 2)) make of a picture of 2 rows and 3
columns: how many rows, how many columns?
"""

import numpy as np

FAILS = {
    "test_frame_cut_away_leaves_the_pictures",
    "test_frame_has_the_dtype_of_the_pictures",
    "test_frame_holds_the_value",
}


def pad2d(x, pad, value=0.0):
    if x.ndim != 4:
        raise ValueError(f"x has {x.ndim} axes, expected 4")
    pairs = pad if isinstance(pad, tuple) else ((pad, pad), (pad, pad))
    if len(pairs) != 2 or any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"expected two pairs, received {pad!r}")
    for count in (*pairs[0], *pairs[1]):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 0:
            raise ValueError(f"{count} is negative")
    (left, right), (top, bottom) = pairs
    batch, height, width, channels = x.shape
    framed = np.full((batch, top + height + bottom, left + width + right, channels), value, x.dtype)
    framed[:, top : top + height, left : left + width] = x
    return framed
