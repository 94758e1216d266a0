"""Fills the frame with zeros, whatever the value.

What is the third argument for? Pad with value=7 and look at a corner.
"""

import numpy as np

FAILS = {
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
    (top, bottom), (left, right) = pairs
    batch, height, width, channels = x.shape
    framed = np.full((batch, top + height + bottom, left + width + right, channels), 0.0, x.dtype)
    framed[:, top : top + height, left : left + width] = x
    return framed
