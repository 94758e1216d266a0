"""Takes negative counts as an order to cut pixels away.

What does the specification say about a negative count, and what does your function do with pad=-1?
"""

import numpy as np

FAILS = {
    "test_impossible_frames_are_refused",
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
    (top, bottom), (left, right) = pairs
    grown = [[max(count, 0) for count in pair] for pair in pairs]
    framed = np.pad(x, ((0, 0), *grown, (0, 0)), constant_values=value)
    rows = slice(max(-top, 0), framed.shape[1] - max(-bottom, 0))
    return framed[:, rows, max(-left, 0) : framed.shape[2] - max(-right, 0)].copy()
