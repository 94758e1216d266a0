"""Cuts "full" down to the size of the picture.

A pixel in the lower right corner prints beyond the picture. How many rows and columns does the sheet need so
that nothing is lost?
"""

import numpy as np

FAILS = {
    "test_columns_multiply_as_polynomials",
    "test_convolution_has_the_dtype_of_the_picture",
    "test_kernel_is_turned_in_every_mode",
    "test_order_does_not_matter",
    "test_two_convolutions_are_one",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    full = np.zeros((height + rows - 1, width + columns - 1), img.dtype)
    for (m, n), weight in np.ndenumerate(k):
        full[m : m + height, n : n + width] += weight * img
    if mode in ("full", "same"):
        return full[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width].copy()
    if mode != "valid":
        raise ValueError(f"unknown mode {mode!r}")
    if rows > height or columns > width:
        raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    return full[rows - 1 : height, columns - 1 : width].copy()
