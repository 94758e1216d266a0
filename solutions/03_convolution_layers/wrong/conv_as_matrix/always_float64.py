"""Returns float64, whatever comes in.

Which dtype does np.zeros choose when you do not say? Compare the dtype of the matrix with that of the
kernel.
"""

import numpy as np

FAILS = {
    "test_matrix_has_the_dtype_of_the_kernel",
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
    matrix = np.zeros((outputs, in_len))
    for row in range(outputs):
        matrix[row, row * stride : row * stride + len(k)] = k
    return matrix
