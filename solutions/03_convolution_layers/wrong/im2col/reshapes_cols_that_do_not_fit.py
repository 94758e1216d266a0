"""Makes cols fit by a reshape instead of refusing them.

A batch of nine windows can be laid out as 3 by 3 or as 1 by 9. Which of the two does x_shape ask for?
When numpy can reshape one to the other, does that make them the same?
"""

import numpy as np

FAILS = {"test_impossible_windows_are_refused"}


def _places(x_shape, kernel, stride):
    for size in (*kernel, *stride):
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"expected an integer, received {size!r}")
        if size < 1:
            raise ValueError(f"expected at least 1, received {size}")
    _, height, width, _ = x_shape
    rows = range(0, height - kernel[0] + 1, stride[0])
    columns = range(0, width - kernel[1] + 1, stride[1])
    if not rows or not columns:
        raise ValueError("the window does not fit")
    return rows, columns


def im2col(x, kernel, stride):
    rows, columns = _places(x.shape, kernel, stride)
    cols = np.empty((len(x), len(rows), len(columns), kernel[0] * kernel[1] * x.shape[3]), x.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = x[:, top : top + kernel[0], left : left + kernel[1]]
            cols[:, i, j] = window.reshape(len(x), -1)
    return cols


def col2im(cols, x_shape, kernel, stride):
    rows, columns = _places(x_shape, kernel, stride)
    cols = cols.reshape(x_shape[0], len(rows), len(columns), kernel[0] * kernel[1] * x_shape[3])
    x = np.zeros(x_shape, cols.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = cols[:, i, j].reshape(-1, *kernel, x_shape[3])
            x[:, top : top + kernel[0], left : left + kernel[1]] += window
    return x
