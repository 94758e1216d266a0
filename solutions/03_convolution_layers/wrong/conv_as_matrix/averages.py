"""Divides the kernel by its number of taps.

A kernel of three 1s on pixels of 1s: which number is the sum of the products? Nothing in the formula
divides.
"""

import numpy as np

FAILS = {
    "test_matrix_times_pixels_is_the_convolution",
    "test_rows_share_the_numbers_of_the_kernel",
    "test_strides_leave_out_windows",
    "test_transpose_carries_gradients_back",
}


def conv_as_matrix(k, in_len, stride=1):
    for count in (in_len, stride):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is below 1")
    if k.ndim != 1 or not 0 < len(k) <= in_len:
        raise ValueError(f"a kernel of shape {k.shape} on {in_len} pixels")
    outputs = (in_len - len(k)) // stride + 1
    matrix = np.zeros((outputs, in_len), k.dtype)
    for row in range(outputs):
        matrix[row, row * stride : row * stride + len(k)] = k / len(k)
    return matrix
