"""Adds up shifted copies of the framed picture, one for each tap of the kernel."""

import numpy as np

BEFORE = {
    "valid": lambda taps: 0,
    "same": lambda taps: (taps - 1) // 2,
    "full": lambda taps: taps - 1,
}
AFTER = BEFORE | {"same": lambda taps: taps // 2}


def cross_correlate2d(img, k, mode="valid"):
    if (img.ndim, k.ndim) != (2, 2) or mode not in BEFORE:
        raise ValueError(f"received shapes {img.shape}, {k.shape} and mode {mode!r}")
    before = [BEFORE[mode](taps) for taps in k.shape]
    after = [AFTER[mode](taps) for taps in k.shape]
    height, width = (
        size + first + last - taps + 1
        for size, taps, first, last in zip(img.shape, k.shape, before, after, strict=True)
    )
    if height < 1 or width < 1:
        raise ValueError("the kernel has nowhere to stand")
    framed = np.zeros(
        [size + taps - 1 for size, taps in zip((height, width), k.shape, strict=True)], img.dtype
    )
    framed[before[0] : before[0] + img.shape[0], before[1] : before[1] + img.shape[1]] = img
    sums = np.zeros((height, width), img.dtype)
    for (m, n), weight in np.ndenumerate(k):
        sums += weight * framed[m : m + height, n : n + width]
    return sums
