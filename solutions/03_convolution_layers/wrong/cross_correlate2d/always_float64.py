"""Returns float64, whatever comes in.

Which dtype does np.zeros choose when you do not say? Compare the dtype of the answer with that of the
picture.
"""

import numpy as np

FAILS = {
    "test_sums_have_the_dtype_of_the_picture",
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
        img = np.pad(img, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    else:
        raise ValueError(f"unknown mode {mode!r}")
    sums = np.zeros((img.shape[0] - rows + 1, img.shape[1] - columns + 1))
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            sums[i, j] = np.sum(img[i : i + rows, j : j + columns] * k)
    return sums
