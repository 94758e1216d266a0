"""Copies a view of all windows, and lets a writable view bring values back where windows do not overlap."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _view(x, kernel, stride, *, writeable=False):
    """Return a view (B, Ho, Wo, kh, kw, C) of all windows."""
    if any(type(size) is not int for size in kernel + stride):
        raise TypeError("sizes must be integers")
    if x.ndim != 4 or min(kernel) < 1 or min(stride) < 1:
        raise ValueError("impossible sizes")
    every = sliding_window_view(x, kernel, axis=(1, 2), writeable=writeable)  # no room: ValueError
    return every[:, :: stride[0], :: stride[1]].transpose(0, 1, 2, 4, 5, 3)


def im2col(x, kernel, stride):
    view = _view(x, kernel, stride)
    return view.reshape(*view.shape[:3], -1)


def col2im(cols, x_shape, kernel, stride):
    x = np.zeros(x_shape, cols.dtype)
    view = _view(x, kernel, stride, writeable=True)
    if cols.shape != (*view.shape[:3], view[0, 0, 0].size):
        raise ValueError("cols do not fit the picture")
    windows = cols.reshape(view.shape)
    apart = [-(-k // s) for k, s in zip(kernel, stride, strict=True)]  # every so many windows do not touch
    for i in range(apart[0]):
        for j in range(apart[1]):
            view[:, i :: apart[0], j :: apart[1]] += windows[:, i :: apart[0], j :: apart[1]]
    return x
