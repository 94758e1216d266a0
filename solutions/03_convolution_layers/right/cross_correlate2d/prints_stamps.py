"""Lets each pixel print the turned kernel on a large sheet, and cuts out what is asked for."""

import numpy as np


def _kept(size, taps, mode):
    """Return the part of an axis of the sheet that a mode keeps."""
    first, length = {
        "full": (0, size + taps - 1),
        "same": (taps // 2, size),
        "valid": (taps - 1, size - taps + 1),
    }[mode]
    if length < 1:
        raise ValueError(f"no place for {taps} taps on {size} pixels")
    return slice(first, first + length)


def cross_correlate2d(img, k, mode="valid"):
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"unknown mode {mode!r}")
    height, width = img.shape  # another number of axes: ValueError
    rows, columns = k.shape
    stamp = np.rot90(k, 2)
    sheet = np.zeros((height + rows - 1, width + columns - 1), img.dtype)
    for i in range(height):
        for j in range(width):
            sheet[i : i + rows, j : j + columns] += img[i, j] * stamp
    return sheet[_kept(height, rows, mode), _kept(width, columns, mode)].copy()
