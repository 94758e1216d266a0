"""Unfolds the windows into rows of a matrix, multiplies, and adds the rows back where they came from."""

import numpy as np


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
    wide = np.pad(x, ((0, 0), *zeros, (0, 0)))
    i, j, m, n = np.ogrid[: dz.shape[1], : dz.shape[2], : w.shape[0], : w.shape[1]]
    where = np.s_[:, i * down + m, j * right + n]  # (rows, columns, kh, kw) of every window's pixels
    patches = wide[where]
    grads = dz.reshape(-1, dz.shape[3])
    dw = patches.reshape(len(grads), -1).T @ grads
    dpatches = grads @ w.reshape(-1, w.shape[3]).T
    dwide = np.zeros_like(wide)
    np.add.at(dwide, where, dpatches.reshape(patches.shape))
    kept = tuple(slice(before, before + size) for (before, _), size in zip(zeros, x.shape[1:3], strict=True))
    return dwide[:, *kept], dw.reshape(w.shape), grads.sum(axis=0)
