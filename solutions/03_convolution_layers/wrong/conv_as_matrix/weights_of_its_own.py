"""Gives every row new weights, as a locally connected layer has.

How many numbers can be chosen freely in a convolution with 3 taps, and how many in your matrix? Are the
parameters tied?
"""

import numpy as np

FAILS = {
    "test_matrix_times_pixels_is_the_convolution",
    "test_next_row_is_moved_by_one_stride",
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
    rng = np.random.default_rng(0)
    for row in range(outputs):
        weights = k if row == 0 else rng.normal(size=len(k))
        matrix[row, row * stride : row * stride + len(k)] = weights
    return matrix
