"""Multiplies the spectra of picture and kernel."""

import numpy as np


def _part(size, taps, mode):
    if mode == "valid" and taps > size:
        raise ValueError(f"{taps} taps on {size} pixels")
    first, last = {
        "full": (0, size + taps - 1),
        "same": (taps // 2, taps // 2 + size),
        "valid": (taps - 1, size),
    }[mode]
    return np.arange(first, last)


def convolve2d(img, k, mode="full"):
    if not img.ndim == k.ndim == 2:
        raise ValueError(f"received shapes {img.shape} and {k.shape}")
    if mode not in ("full", "same", "valid"):
        raise ValueError(f"received mode {mode!r}")
    size = np.add(img.shape, k.shape) - 1
    full = np.real(np.fft.ifft2(np.fft.fft2(img, size) * np.fft.fft2(k, size)))
    kept = np.ix_(*(_part(n, taps, mode) for n, taps in zip(img.shape, k.shape, strict=True)))
    return full[kept].astype(img.dtype)
