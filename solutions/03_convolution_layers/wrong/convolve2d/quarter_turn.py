"""Turns the kernel by 90 degrees.

How many quarter turns make the kernel's upper left number its lower right one? Which shape does a kernel of
2 by 3 have after yours?
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FAILS = {
    "test_columns_multiply_as_polynomials",
    "test_impossible_convolutions_are_refused",
    "test_kernel_is_turned_in_every_mode",
    "test_order_does_not_matter",
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
    turned = np.rot90(k)
    windows = sliding_window_view(framed, turned.shape)  # larger than the picture: ValueError
    return np.einsum("ijmn,mn->ij", windows, turned)
