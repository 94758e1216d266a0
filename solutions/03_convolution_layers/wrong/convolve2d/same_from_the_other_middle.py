"""Takes the other middle for "same" when the kernel is even, as SciPy does.

From which row of the full answer on does the specification keep H rows, for a kernel of 2 rows: row 0 or row
1?
"""

import numpy as np

FAILS = {
    "test_kernel_is_turned_in_every_mode",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    full = np.zeros((height + rows - 1, width + columns - 1), img.dtype)
    for (m, n), weight in np.ndenumerate(k):
        full[m : m + height, n : n + width] += weight * img
    if mode == "full":
        return full
    if mode == "same":
        return full[(rows - 1) // 2 :, (columns - 1) // 2 :][:height, :width].copy()
    if mode != "valid":
        raise ValueError(f"unknown mode {mode!r}")
    if rows > height or columns > width:
        raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    return full[rows - 1 : height, columns - 1 : width].copy()
