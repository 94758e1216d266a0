"""Multiplies spectra, in which a cross-correlation is a product, and keeps the places that are asked for."""

import numpy as np


def _whole(value, least):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")


def _widened(x, axis, k, s, padding):
    """Add the zeros that one axis needs."""
    sides, n = [(0, 0)] * 4, x.shape[axis]
    if padding == "same":
        while n % s:  # windows start at the multiples of s below n
            n += 1
        total = max(n - s + k - x.shape[axis], 0)
        sides[axis] = (total // 2, total - total // 2)
    elif padding != "valid":
        if isinstance(padding, str):
            raise ValueError(f"unknown padding {padding!r}")
        _whole(padding, 0)
        sides[axis] = (padding, padding)
    return np.pad(x, sides)


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    if (x.ndim, w.ndim) != (4, 4) or x.shape[3] != w.shape[2]:
        raise ValueError("shapes do not match")
    if b is not None and b.shape != (w.shape[3],):
        raise ValueError("biases do not match")
    down, right = stride if isinstance(stride, tuple) else (stride, stride)
    _whole(down, 1)
    _whole(right, 1)
    wide = _widened(_widened(x, 1, w.shape[0], down, padding), 2, w.shape[1], right, padding)
    height, width = wide.shape[1:3]
    if w.shape[0] > height or w.shape[1] > width:
        raise ValueError("the window does not fit")
    picture = np.fft.rfft2(wide, axes=(1, 2))
    kernel = np.fft.rfft2(w, (height, width), axes=(0, 1))
    spectrum = np.einsum("bhwi,hwio->bhwo", picture, kernel.conj())
    z = np.fft.irfft2(spectrum, (height, width), axes=(1, 2))
    z = z[:, : height - w.shape[0] + 1 : down, : width - w.shape[1] + 1 : right]
    return (z if b is None else z + b).astype(x.dtype)
