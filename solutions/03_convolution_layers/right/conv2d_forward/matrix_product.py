"""Gathers all windows by the numbers of their rows and columns and multiplies them by one matrix."""

import numpy as np


def _rows_under_taps(n, k, s, padding):
    """Return (outputs, taps): which pixel of an axis each tap reads, -1 for a zero beyond its ends."""
    if padding == "same":
        o = len(range(0, n, s))
        before = max((o - 1) * s + k - n, 0) // 2
    elif isinstance(padding, str) and padding != "valid":
        raise ValueError("unknown padding")
    else:
        before = 0 if padding == "valid" else padding
        if isinstance(before, bool) or not isinstance(before, int):
            raise TypeError("padding must be an integer or a word")
        if before < 0 or n + 2 * before < k:
            raise ValueError("negative padding, or the window does not fit")
        o = (n + 2 * before - k) // s + 1
    read = np.add.outer(np.arange(o) * s, np.arange(k)) - before
    return np.where(read < n, read, -1).clip(min=-1)


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    batch, _, _, c_in = x.shape
    kh, kw, slices, c_out = w.shape
    if c_in != slices:
        raise ValueError("channels do not match")
    if b is None:
        b = np.zeros(c_out, x.dtype)
    if b.shape != (c_out,):
        raise ValueError("there must be a bias for each filter")
    down, right = stride if isinstance(stride, tuple) else (stride, stride)
    for step in (down, right):
        if isinstance(step, bool) or not isinstance(step, int):
            raise TypeError("a stride must be an integer")
        if step < 1:
            raise ValueError("a stride must be at least 1")
    rows = _rows_under_taps(x.shape[1], kh, down, padding)
    columns = _rows_under_taps(x.shape[2], kw, right, padding)
    framed = np.pad(x, ((0, 0), (0, 1), (0, 1), (0, 0)))  # index -1 reads a zero
    windows = framed[:, rows[:, None, :, None], columns[None, :, None, :]]  # (B, Ho, Wo, kh, kw, Ci)
    z = windows.reshape(-1, kh * kw * c_in) @ w.reshape(-1, c_out) + b
    return z.reshape(batch, len(rows), len(columns), c_out)
