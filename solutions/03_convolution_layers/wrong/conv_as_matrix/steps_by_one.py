"""Makes the right number of rows for a stride, but moves by one pixel from row to row.

With stride 2 there are fewer windows, and they are further apart. At which pixel does the second one start?
"""

import numpy as np

FAILS = {
    "test_next_row_is_moved_by_one_stride",
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
        matrix[row, row : row + len(k)] = k
    return matrix
