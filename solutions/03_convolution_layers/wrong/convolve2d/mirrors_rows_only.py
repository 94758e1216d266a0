"""Turns the kernel upside down, but does not mirror it left to right.

Try pictures and kernels of one row: is the answer still the product of two polynomials? How many axes must
be reversed?
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

FAILS = {
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
    turned = k[::-1]
    windows = sliding_window_view(framed, turned.shape)  # larger than the picture: ValueError
    return np.einsum("ijmn,mn->ij", windows, turned)
