"""Lets a single number put a frame around the batch and the channels, too.

How many pictures come out, and how many channels do they have? Pad a batch of one grey picture with 1 and
look at the whole shape.
"""

import numpy as np

FAILS = {
    "test_frame_has_the_dtype_of_the_pictures",
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
    if not isinstance(pad, tuple):
        return np.pad(x, pad, constant_values=value)
    return np.pad(x, ((0, 0), *pairs, (0, 0)), constant_values=value)
