"""Lets True pass for the number 1.

What does isinstance(True, int) say in Python, and what does the specification say about a bool?
"""

import numpy as np

FAILS = {
    "test_impossible_matrices_are_refused",
}


def conv_as_matrix(k, in_len, stride=1):
    for count in (in_len, stride):
        if not isinstance(count, int):
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is below 1")
    if k.ndim != 1 or not 0 < len(k) <= in_len:
        raise ValueError(f"a kernel of shape {k.shape} on {in_len} pixels")
    outputs = (in_len - len(k)) // stride + 1
    matrix = np.zeros((outputs, in_len), k.dtype)
    for row in range(outputs):
        matrix[row, row * stride : row * stride + len(k)] = k
    return matrix
