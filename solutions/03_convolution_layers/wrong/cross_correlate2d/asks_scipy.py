"""Asks SciPy instead of sliding the kernel.

SciPy cannot be used in this exercise: you are writing what it computes. Which pixels does the first window
read, and by which numbers are they multiplied?
"""

import numpy as np
from scipy.signal import correlate2d

FAILS = {
    "test_full_has_every_meeting_place",
    "test_impossible_slides_are_refused",
    "test_same_is_where_keras_puts_it",
    "test_single_pixel_shows_the_kernel_turned",
    "test_sums_have_the_dtype_of_the_picture",
    "test_valid_is_what_keras_computes",
}


def cross_correlate2d(img, k, mode="valid"):
    if img.ndim != 2 or k.ndim != 2 or mode not in ("valid", "same", "full"):
        raise ValueError(f"received shapes {img.shape}, {k.shape} and mode {mode!r}")
    if mode == "valid" and any(np.subtract(img.shape, k.shape) < 0):
        raise ValueError("the kernel does not fit")
    full = correlate2d(img, k, "full")
    if mode == "full":
        return full
    starts = [taps // 2 if mode == "same" else taps - 1 for taps in k.shape]
    lengths = img.shape if mode == "same" else np.subtract(img.shape, k.shape) + 1
    rows, columns = (slice(start, start + length) for start, length in zip(starts, lengths, strict=True))
    return full[rows, columns]
