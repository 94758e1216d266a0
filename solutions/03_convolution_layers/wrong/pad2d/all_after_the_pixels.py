"""Makes the answer large enough, but leaves the pixels in its upper left corner.

Where does pixel (0, 0) stand when there is one row above it? Print the answer for the picture [[1, 2], [3,
4]] with pad=1.
"""

import numpy as np

FAILS = {
    "test_frame_cut_away_leaves_the_pictures",
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
    (top, bottom), (left, right) = pairs
    batch, height, width, channels = x.shape
    framed = np.full((batch, top + height + bottom, left + width + right, channels), value, x.dtype)
    framed[:, :height, :width] = x
    return framed
