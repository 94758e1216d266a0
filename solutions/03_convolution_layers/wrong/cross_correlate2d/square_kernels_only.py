"""Takes the number of rows of the kernel for its number of columns.

Try a kernel of 2 by 5 on a picture of 6 by 9. Which shape should the answer have, and how many columns does
a window cover?
"""

import numpy as np

FAILS = {
    "test_full_has_every_meeting_place",
    "test_same_is_where_keras_puts_it",
    "test_single_pixel_shows_the_kernel_turned",
    "test_valid_is_what_keras_computes",
}


def cross_correlate2d(img, k, mode="valid"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    if mode == "valid":
        if rows > height or columns > width:
            raise ValueError(f"a kernel of {k.shape} does not fit on {img.shape}")
    elif mode == "same":
        img = np.pad(img, (((rows - 1) // 2, rows // 2), ((rows - 1) // 2, rows // 2)))
    elif mode == "full":
        img = np.pad(img, ((rows - 1, rows - 1), (rows - 1, rows - 1)))
    else:
        raise ValueError(f"unknown mode {mode!r}")
    sums = np.zeros((img.shape[0] - rows + 1, img.shape[1] - rows + 1), img.dtype)
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            for m in range(rows):
                for n in range(rows):
                    sums[i, j] += img[i + m, j + n] * k[m, n]
    return sums
