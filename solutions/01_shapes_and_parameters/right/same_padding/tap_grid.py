"""Tabulates where every tap of every window falls and splits the columns that fall off the end."""

import numpy as np


def same_padding(n, kernel, stride=1, dilation=1):
    sizes = (n, kernel, stride, dilation)
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"sizes must be integers, received {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"sizes must be at least 1, received {sizes}")
    starts = np.arange(0, n, stride)
    taps = np.arange(kernel) * dilation
    reached = (starts[:, None] + taps).max() + 1  # pixels needed by (windows, taps)
    beyond_the_end = np.arange(n, max(reached, n))
    after, before = np.array_split(beyond_the_end, 2)  # the longer half comes first
    return len(before), len(after)
