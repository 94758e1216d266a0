"""Writes the kernel backwards into each row.

Multiply your matrix by pixels that are 0 but for a 1 at pixel 0. Only the window at 0 reads that pixel: with
which of its taps?
"""

import numpy as np

FAILS = {
    "test_matrix_times_pixels_is_the_convolution",
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
        matrix[row, row * stride : row * stride + len(k)] = k[::-1]
    return matrix
