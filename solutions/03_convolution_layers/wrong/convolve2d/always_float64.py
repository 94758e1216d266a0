"""Returns float64, whatever comes in.

Which dtype does np.zeros choose when you do not say? Compare the dtype of the answer with that of the
picture.
"""

import numpy as np

FAILS = {
    "test_convolution_has_the_dtype_of_the_picture",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    full = np.zeros((height + rows - 1, width + columns - 1))
    for (m, n), weight in np.ndenumerate(k):
        full[m : m + height, n : n + width] += weight * img
    if mode == "full":
        return full
    if mode == "same":
        return full[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width].copy()
    if mode != "valid":
        raise ValueError(f"unknown mode {mode!r}")
    if rows > height or columns > width:
        raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    return full[rows - 1 : height, columns - 1 : width].copy()
