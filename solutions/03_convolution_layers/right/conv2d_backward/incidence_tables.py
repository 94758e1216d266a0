"""Writes down which pixel each tap of each window meets, as a table of ones an axis, and sums by them."""

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


def _meets(n, kernel, outputs, step, before):
    """Return (n, outputs, kernel): 1 where that tap of that window lies on that pixel."""
    place = step * np.arange(outputs)[:, None] + np.arange(kernel) - before
    return (np.arange(n)[:, None, None] == place).astype(int)


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    steps, zeros = _geometry(dz, x, w, stride, padding)
    rows, columns = (
        _meets(x.shape[axis + 1], w.shape[axis], dz.shape[axis + 1], steps[axis], zeros[axis][0]).astype(
            x.dtype
        )
        for axis in (0, 1)
    )
    dx = np.einsum("bijo,mnco,him,vjn->bhvc", dz, w, rows, columns, optimize=True)
    dw = np.einsum("bijo,bhvc,him,vjn->mnco", dz, x, rows, columns, optimize=True)
    return dx, dw, np.einsum("bijo->o", dz)
