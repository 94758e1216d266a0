"""Cuts out each window in two loops, multiplies it by the kernel, and sums."""

import numpy as np


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
        img = np.pad(img, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    else:
        raise ValueError(f"unknown mode {mode!r}")
    sums = np.zeros((img.shape[0] - rows + 1, img.shape[1] - columns + 1), img.dtype)
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            sums[i, j] = np.sum(img[i : i + rows, j : j + columns] * k)
    return sums
