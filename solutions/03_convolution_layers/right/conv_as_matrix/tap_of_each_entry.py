"""Computes for every entry which tap falls on it, and looks the tap up."""

import numpy as np


def _size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"expected at least 1, received {value}")
    return value


def conv_as_matrix(k, in_len, stride=1):
    starts = np.arange(0, _size(in_len), _size(stride))
    if k.ndim != 1 or k.size == 0:
        raise ValueError(f"expected one axis of taps, received shape {k.shape}")
    starts = starts[starts + k.size <= in_len]
    if starts.size == 0:
        raise ValueError(f"{k.size} taps do not fit on {in_len} pixels")
    tap = np.arange(in_len) - starts[:, np.newaxis]  # (outputs, in_len)
    hit = (tap >= 0) & (tap < k.size)
    return np.where(hit, k[np.where(hit, tap, 0)], np.zeros((), k.dtype))
