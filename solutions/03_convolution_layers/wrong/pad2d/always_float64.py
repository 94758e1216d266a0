"""Returns float64, whatever comes in.

Which dtype does np.zeros or np.full choose when you do not say? Compare the dtype of the answer with that of
x.
"""

import numpy as np

FAILS = {
    "test_frame_has_the_dtype_of_the_pictures",
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
    framed = np.full((batch, top + height + bottom, left + width + right, channels), value)
    framed[:, top : top + height, left : left + width] = x
    return framed
