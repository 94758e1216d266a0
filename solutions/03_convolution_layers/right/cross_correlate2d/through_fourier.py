"""Multiplies spectra: the full answer is a product, and the other modes are parts of it."""

import numpy as np


def cross_correlate2d(img, k, mode="valid"):
    if img.ndim != 2 or k.ndim != 2:
        raise ValueError("two axes each, please")
    (height, width), (rows, columns) = img.shape, k.shape
    size = height + rows - 1, width + columns - 1
    spectrum = np.fft.rfft2(img, size) * np.fft.rfft2(k[::-1, ::-1], size)
    full = np.fft.irfft2(spectrum, size).astype(img.dtype)
    if mode == "full":
        return full
    if mode == "same":
        return full[rows // 2 : rows // 2 + height, columns // 2 : columns // 2 + width].copy()
    if mode != "valid" or rows > height or columns > width:
        raise ValueError(f"mode {mode!r} with a kernel of {k.shape} on {img.shape}")
    return full[rows - 1 : height, columns - 1 : width].copy()
