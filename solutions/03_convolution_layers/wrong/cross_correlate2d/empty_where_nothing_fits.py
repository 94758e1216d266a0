"""Returns an empty array where the kernel has no valid place to stand.

How many valid places does a kernel of 5 rows have on a picture of 4? What should happen then?
"""

import numpy as np

FAILS = {
    "test_impossible_slides_are_refused",
}


def cross_correlate2d(img, k, mode="valid"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    rows, columns = k.shape
    if mode == "same":
        img = np.pad(img, (((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)))
    elif mode == "full":
        img = np.pad(img, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    elif mode != "valid":
        raise ValueError(f"unknown mode {mode!r}")
    size = max(img.shape[0] - rows + 1, 0), max(img.shape[1] - columns + 1, 0)
    sums = np.zeros(size, img.dtype)
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            sums[i, j] = np.sum(img[i : i + rows, j : j + columns] * k)
    return sums
