"""Returns from col2im only the pixels that windows reach.

At stride 2, windows of 2 on 7 pixels leave the last pixel over. Which shape must the result have, and
what stands where no window brought anything?
"""

import numpy as np

FAILS = {
    "test_brings_gradients_back_to_the_pixels",
    "test_pixels_that_no_window_reads_get_nothing",
    "test_the_two_are_adjoint",
}


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
    if cols.shape != (x_shape[0], len(rows), len(columns), kernel[0] * kernel[1] * x_shape[3]):
        raise ValueError("cols do not fit the picture")
    x = np.zeros(x_shape, cols.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = cols[:, i, j].reshape(-1, *kernel, x_shape[3])
            x[:, top : top + kernel[0], left : left + kernel[1]] += window
    return x[:, : rows[-1] + kernel[0], : columns[-1] + kernel[1]]
