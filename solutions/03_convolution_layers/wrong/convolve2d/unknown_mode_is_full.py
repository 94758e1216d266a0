"""Treats every unknown mode as "full".

There are three modes. What does a caller learn who mistypes one of them?
"""

import numpy as np

FAILS = {
    "test_impossible_convolutions_are_refused",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    full = np.zeros((height + rows - 1, width + columns - 1), img.dtype)
    for (m, n), weight in np.ndenumerate(k):
        full[m : m + height, n : n + width] += weight * img
    if mode not in ("same", "valid"):
        return full
    if mode == "same":
        return full[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width].copy()
    if rows > height or columns > width:
        raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    return full[rows - 1 : height, columns - 1 : width].copy()
