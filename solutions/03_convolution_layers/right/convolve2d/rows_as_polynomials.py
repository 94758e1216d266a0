"""Multiplies every row of the picture by every row of the kernel, as polynomials."""

import numpy as np


def convolve2d(img, k, mode="full"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    parts = {
        "full": (slice(None), slice(None)),
        "same": (slice(rows // 2, rows // 2 + height), slice(columns // 2, columns // 2 + width)),
        "valid": (slice(rows - 1, height), slice(columns - 1, width)),
    }
    if mode not in parts:
        raise ValueError(f"expected one of {list(parts)}, received {mode!r}")
    if mode == "valid" and (rows > height or columns > width):
        raise ValueError("the kernel is larger than the picture")
    full = np.zeros((height + rows - 1, width + columns - 1), img.dtype)
    for i, line in enumerate(img):
        for m, taps in enumerate(k):
            full[i + m] += np.convolve(line, taps)
    return full[parts[mode]].copy()
