"""Leaves out the last window when the stride is longer than 1.

Take 7 pixels, 3 taps and stride 2, and write down the starts. The last window may end exactly at the last
pixel.
"""

import numpy as np

FAILS = {
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
    outputs = (in_len - len(k) + 1) // stride
    matrix = np.zeros((outputs, in_len), k.dtype)
    for row in range(outputs):
        matrix[row, row * stride : row * stride + len(k)] = k
    return matrix
