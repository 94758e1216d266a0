"""Asks Keras for the windows instead of taking them.

Keras cannot be used in this exercise. Which rows and columns does the window at place (i, j) cover?
"""

import numpy as np

FAILS = {
    "test_both_keep_the_dtype",
    "test_cols_times_kernel_is_a_convolution",
    "test_impossible_windows_are_refused",
    "test_pictures_of_a_batch_stay_apart",
    "test_the_two_are_adjoint",
    "test_windows_start_every_stride",
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
    import keras

    _places(x.shape, kernel, stride)
    return np.asarray(keras.ops.image.extract_patches(x, kernel, stride, padding="valid"))


def col2im(cols, x_shape, kernel, stride):
    rows, columns = _places(x_shape, kernel, stride)
    if cols.shape != (x_shape[0], len(rows), len(columns), kernel[0] * kernel[1] * x_shape[3]):
        raise ValueError("cols do not fit the picture")
    x = np.zeros(x_shape, cols.dtype)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = cols[:, i, j].reshape(-1, *kernel, x_shape[3])
            x[:, top : top + kernel[0], left : left + kernel[1]] += window
    return x
