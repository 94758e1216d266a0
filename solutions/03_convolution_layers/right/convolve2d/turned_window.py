"""Slides the kernel, turned by 180 degrees, over the framed picture."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolve2d(img, k, mode="full"):
    rows, columns = k.shape  # another number of axes: ValueError
    match mode:
        case "full":
            frame = (rows - 1, rows - 1), (columns - 1, columns - 1)
        case "same":
            frame = ((rows - 1) // 2, rows // 2), ((columns - 1) // 2, columns // 2)
        case "valid":
            frame = (0, 0), (0, 0)
        case _:
            raise ValueError(f"unknown mode {mode!r}")
    if len(img.shape) != 2:
        raise ValueError(f"expected two axes, received {img.shape}")
    windows = sliding_window_view(np.pad(img, frame), (rows, columns))  # too large: ValueError
    return np.tensordot(windows, k[::-1, ::-1], axes=2)
