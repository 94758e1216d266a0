"""Returns a matrix without rows where the kernel is longer than the axis.

How many places does a window of 3 taps have on 2 pixels? What should happen then?
"""

import numpy as np

FAILS = {
    "test_impossible_matrices_are_refused",
}


def conv_as_matrix(k, in_len, stride=1):
    for count in (in_len, stride):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is below 1")
    if k.ndim != 1 or len(k) == 0:
        raise ValueError(f"a kernel of shape {k.shape} on {in_len} pixels")
    outputs = max((in_len - len(k)) // stride + 1, 0)
    matrix = np.zeros((outputs, in_len), k.dtype)
    for row in range(outputs):
        matrix[row, row * stride : row * stride + len(k)] = k
    return matrix
