"""Adds half a kernel of zeros on each side for "full", which asks for more.

In the first window of "full", only one tap lies on the picture. How many rows and columns of that window lie
outside?
"""

import numpy as np

FAILS = {
    "test_full_has_every_meeting_place",
}


def cross_correlate2d(img, k, mode="valid"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    if mode == "valid":
        if rows > height or columns > width:
            raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    elif mode == "same":
        img = np.pad(img, (((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)))
    elif mode == "full":
        img = np.pad(img, ((rows // 2, rows // 2), (columns // 2, columns // 2)))
    else:
        raise ValueError(f"unknown mode {mode!r}")
    sums = np.zeros((img.shape[0] - rows + 1, img.shape[1] - columns + 1), img.dtype)
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            sums[i, j] = np.sum(img[i : i + rows, j : j + columns] * k)
    return sums
