"""Lists a window channel after channel instead of pixel after pixel.

In a window of two pixels with the channels 1, 10 and 2, 20, which number stands second? Reshape a kernel
of shape (kh, kw, C, Co) to a matrix: to which pixel and channel does its second row belong?
"""

import numpy as np

FAILS = {
    "test_brings_gradients_back_to_the_pixels",
    "test_cols_times_kernel_is_a_convolution",
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
            cols[:, i, j] = window.transpose(0, 3, 1, 2).reshape(len(x), -1)
    return cols


def col2im(cols, x_shape, kernel, stride):
    rows, columns = _places(x_shape, kernel, stride)
    if cols.shape != (x_shape[0], len(rows), len(columns), kernel[0] * kernel[1] * x_shape[3]):
        raise ValueError("cols do not fit the picture")
    x = np.zeros(x_shape, cols.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = cols[:, i, j].reshape(-1, x_shape[3], *kernel).transpose(0, 2, 3, 1)
            x[:, top : top + kernel[0], left : left + kernel[1]] += window
    return x
