"""Cuts a map of that size into windows with numpy and reads the shape of the array of windows."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    _refuse_impossible(shape, 3)
    pool = _refuse_impossible(pool if isinstance(pool, tuple | list) else (pool,) * 2, 2)
    strides = pool if strides is None else strides
    down, right = _refuse_impossible(strides if isinstance(strides, tuple | list) else (strides,) * 2, 2)
    maps = np.empty(shape, dtype=bool)
    if padding == "same":
        corners = maps
    elif padding == "valid":
        corners = sliding_window_view(maps, pool, axis=(0, 1))  # a pool too large: ValueError
    else:
        raise ValueError(f"padding must be 'valid' or 'same', received {padding!r}")
    return corners[::down, ::right].shape[:3]


def _refuse_impossible(sizes, entries):
    if not all(type(size) is int for size in sizes):
        raise TypeError(f"sizes must be integers, received {sizes!r}")
    if len(sizes) != entries or min(sizes) < 1:
        raise ValueError(f"expected {entries} sizes of at least 1, received {sizes!r}")
    return sizes
