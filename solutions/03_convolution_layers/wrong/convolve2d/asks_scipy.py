"""Asks SciPy instead of convolving.

SciPy cannot be used in this exercise: you are writing what it computes. Which part of the answer does a
single pixel print?
"""

from scipy.signal import convolve2d as full_convolution

FAILS = {
    "test_columns_multiply_as_polynomials",
    "test_convolution_has_the_dtype_of_the_picture",
    "test_impossible_convolutions_are_refused",
    "test_kernel_is_turned_in_every_mode",
    "test_order_does_not_matter",
    "test_two_convolutions_are_one",
}


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2 or mode not in ("valid", "same", "full"):
        raise ValueError(f"received shapes {img.shape}, {k.shape} and mode {mode!r}")
    (height, width), (rows, columns) = img.shape, k.shape
    full = full_convolution(img, k)
    if mode == "full":
        return full
    if mode == "same":
        return full[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width]
    if rows > height or columns > width:
        raise ValueError("the kernel does not fit")
    return full[rows - 1 : height, columns - 1 : width]
