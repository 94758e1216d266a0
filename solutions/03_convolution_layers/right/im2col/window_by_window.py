"""Cuts out one window after the other, and adds one after the other back to its place."""

import numpy as np


def _places(x_shape, kernel, stride):
    """Return the places of the map, and for each the pixels that its window covers."""
    for size in (*kernel, *stride):
        if type(size) is not int:
            raise TypeError("sizes must be integers")
    if len(x_shape) != 4 or min(*kernel, *stride) < 1:
        raise ValueError("impossible sizes")
    rows = range(0, x_shape[1] - kernel[0] + 1, stride[0])
    columns = range(0, x_shape[2] - kernel[1] + 1, stride[1])
    if not rows or not columns:
        raise ValueError("the window does not fit")
    windows = {}
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            windows[i, j] = np.s_[:, top : top + kernel[0], left : left + kernel[1]]
    return (len(rows), len(columns)), windows


def im2col(x, kernel, stride):
    (rows, columns), windows = _places(x.shape, kernel, stride)
    cols = np.empty((len(x), rows, columns, kernel[0] * kernel[1] * x.shape[3]), x.dtype)
    for (i, j), pixels in windows.items():
        cols[:, i, j] = x[pixels].reshape(len(x), -1)
    return cols


def col2im(cols, x_shape, kernel, stride):
    places, windows = _places(x_shape, kernel, stride)
    if cols.shape != (x_shape[0], *places, kernel[0] * kernel[1] * x_shape[3]):
        raise ValueError("cols do not fit the picture")
    x = np.zeros(x_shape, cols.dtype)
    for (i, j), pixels in windows.items():
        x[pixels] += cols[:, i, j].reshape(x[pixels].shape)
    return x
