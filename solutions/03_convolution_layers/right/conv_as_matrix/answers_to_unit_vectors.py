"""Feeds every unit vector through the convolution: what comes out is a column."""

import numpy as np


def conv_as_matrix(k, in_len, stride=1):
    for count in (in_len, stride):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is below 1")
    if k.ndim != 1 or not 0 < len(k) <= in_len:
        raise ValueError(f"a kernel of shape {k.shape} on {in_len} pixels")
    pixels = np.eye(in_len, dtype=k.dtype)
    columns = [np.correlate(pixel, k, "valid")[::stride] for pixel in pixels]
    return np.stack(columns, axis=1)
