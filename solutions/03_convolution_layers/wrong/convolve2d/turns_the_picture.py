"""Turns the picture instead of the kernel, and does not turn the answer back.

The numbers are right, their places are not. Put a single 1 near the upper left corner: where does the
kernel's print land?
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FAILS = {
    "test_columns_multiply_as_polynomials",
    "test_kernel_is_turned_in_every_mode",
    "test_two_convolutions_are_one",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    rows, columns = k.shape
    if mode == "full":
        framed = np.pad(img, ((rows - 1, rows - 1), (columns - 1, columns - 1)))
    elif mode == "same":
        framed = np.pad(img, (((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)))
    elif mode == "valid":
        framed = img
    else:
        raise ValueError(f"unknown mode {mode!r}")
    windows = sliding_window_view(framed[::-1, ::-1], k.shape)  # larger than the picture: ValueError
    return np.einsum("ijmn,mn->ij", windows, k)
