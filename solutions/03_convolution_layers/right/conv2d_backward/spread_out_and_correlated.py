"""Spreads dz out to stride one, and correlates: x with it for dw, it with the turned kernel for dx."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


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


def _correlate(maps, kernel):
    """Slide kernel (kh, kw, c_in, c_out) over maps, at every place where it lies inside."""
    windows = sliding_window_view(maps, kernel.shape[:2], axis=(1, 2))
    return np.tensordot(windows, kernel, axes=((3, 4, 5), (2, 0, 1)))


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    (down, right), zeros = _geometry(dz, x, w, stride, padding)
    wide = np.pad(x, ((0, 0), *zeros, (0, 0)))
    starts = [n - kernel + 1 for n, kernel in zip(wide.shape[1:3], w.shape, strict=False)]
    spread = np.zeros((len(x), *starts, w.shape[3]), dz.dtype)  # an output wherever a window could start
    spread[:, ::down, ::right] = dz
    rim = [(kernel - 1, kernel - 1) for kernel in w.shape[:2]]
    turned = w[::-1, ::-1].swapaxes(2, 3)
    dx = _correlate(np.pad(spread, ((0, 0), *rim, (0, 0))), turned)
    dw = _correlate(wide.swapaxes(0, 3), spread.transpose(1, 2, 0, 3))
    (top, _), (left, _) = zeros
    height, width = x.shape[1:3]
    return (
        dx[:, top : top + height, left : left + width],
        dw.transpose(1, 2, 0, 3),
        dz.sum(axis=(0, 1, 2)),
    )
