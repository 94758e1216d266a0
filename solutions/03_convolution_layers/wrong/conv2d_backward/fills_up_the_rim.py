"""Repeats the last row and column of slopes for the pixels after the last window.

With stride 2 a row of pixels can be left over at the end. Which output changes when such a pixel changes?
Then by how much does the loss?
"""

import numpy as np

FAILS = {
    "test_both_gradients_weigh_alike",
    "test_gradients_that_keras_finds",
    "test_pixels_that_no_window_reads_have_slope_zero",
}


def _geometry(dz, x, w, stride, padding):
    """Return the steps and the zeros before and after rows and columns."""
    steps = stride if isinstance(stride, tuple | list) else (stride, stride)
    if not all(type(step) is int for step in steps) or type(padding) not in (int, str):
        raise TypeError("strides and counts of zeros must be integers")
    if len(steps) != 2 or min(steps) < 1:
        raise ValueError("a stride must be at least 1")
    if padding not in ("valid", "same") and (type(padding) is str or padding < 0):
        raise ValueError("padding must be 'valid', 'same' or at least 0")
    if not dz.ndim == x.ndim == w.ndim == 4 or x.shape[3] != w.shape[2]:
        raise ValueError("shapes do not belong together")
    zeros, outputs = [], []
    for n, kernel, step in zip(x.shape[1:3], w.shape, steps, strict=False):
        both = max((-(-n // step) - 1) * step + kernel - n, 0) if padding == "same" else 0
        zeros.append((both // 2, both - both // 2) if type(padding) is str else (padding, padding))
        outputs.append((n + sum(zeros[-1]) - kernel) // step + 1)
    if dz.shape != (x.shape[0], *outputs, w.shape[3]):
        raise ValueError("dz has not the shape of the layer's output")
    return steps, zeros


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    (down, right), zeros = _geometry(dz, x, w, stride, padding)
    (_, height, width, _), (_, rows, columns, _), ((top, _), (left, _)) = x.shape, dz.shape, zeros
    wide = np.pad(x, ((0, 0), *zeros, (0, 0)))
    dx, dw = np.zeros_like(wide), np.zeros_like(w)
    for m, n in np.ndindex(w.shape[:2]):
        seen = np.s_[:, m : m + down * rows : down, n : n + right * columns : right]
        dx[seen] += dz @ w[m, n].T
        dw[m, n] = np.tensordot(wide[seen], dz, axes=((0, 1, 2), (0, 1, 2)))
    down_to, right_to = down * (rows - 1) + w.shape[0], right * (columns - 1) + w.shape[1]
    over = (wide.shape[1] - down_to, wide.shape[2] - right_to)
    read = dx[:, :down_to, :right_to]
    dx = np.pad(read, ((0, 0), (0, over[0]), (0, over[1]), (0, 0)), mode="edge")
    return dx[:, top : top + height, left : left + width], dw, dz.sum(axis=(0, 1, 2))
