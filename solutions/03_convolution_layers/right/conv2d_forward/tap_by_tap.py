"""Adds up the maps of the single taps: a tap is a dense layer on a shifted and thinned picture."""

import numpy as np


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    if x.ndim != 4 or w.ndim != 4 or x.shape[-1] != w.shape[-2]:
        raise ValueError("shapes do not fit")
    if b is not None and b.shape != (w.shape[-1],):
        raise ValueError("there must be a bias for each filter")
    if not isinstance(stride, tuple):
        stride = (stride,) * 2
    if any(type(s) is not int for s in stride):
        raise TypeError("a stride must be an integer")
    if len(stride) != 2 or min(stride) < 1:
        raise ValueError("a stride must be at least 1")
    if type(padding) is not int and type(padding) is not str:
        raise TypeError("padding must be an integer or a word")
    if padding not in ("valid", "same") and (isinstance(padding, str) or padding < 0):
        raise ValueError("padding is impossible")
    sides = [(0, 0)]
    for n, k, s in zip(x.shape[1:3], w.shape[:2], stride, strict=True):
        if padding == "same":  # what the last stride leaves is n % s, or s where nothing is left
            lacking = max(k - (n % s or s), 0)
            sides.append((lacking // 2, (lacking + 1) // 2))
        else:
            sides.append((0, 0) if padding == "valid" else (padding, padding))
    x = np.pad(x, [*sides, (0, 0)])
    last = x.shape[1] - w.shape[0], x.shape[2] - w.shape[1]
    if min(last) < 0:
        raise ValueError("the window does not fit")
    z = 0 if b is None else b
    for m in range(w.shape[0]):
        for n in range(w.shape[1]):
            under_tap = x[:, m : m + last[0] + 1 : stride[0], n : n + last[1] + 1 : stride[1]]
            z = z + under_tap @ w[m, n]
    return z
