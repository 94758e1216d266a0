"""Continues the picture's edge into the frame where a zero should stand.

The frame holds a value, not its neighbours' numbers. Pad a picture of 5s with the default value: which
number should stand in the corner?
"""

import numpy as np

FAILS = {
    "test_frame_holds_the_value",
    "test_one_number_means_all_four_sides",
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
    return np.pad(x, ((0, 0), *pairs, (0, 0)), mode="edge")
