"""Asks Keras to pad instead of building the frame.

Keras cannot be used in this exercise: you are writing what it computes. How large is the answer, and to
which row and column does pixel (0, 0) move?
"""

import keras
import numpy as np

FAILS = {
    "test_frame_cut_away_leaves_the_pictures",
    "test_frame_has_the_dtype_of_the_pictures",
    "test_frame_holds_the_value",
    "test_impossible_frames_are_refused",
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
    return np.array(keras.ops.pad(x, ((0, 0), *pairs, (0, 0)), constant_values=value))
