"""Lays out every window of a padded axis with numpy and looks how many of them there are."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    if any(type(count) is not int for count in (n, kernel, stride, dilation)):
        raise TypeError("n, kernel, stride and dilation must be integers")
    if min(n, kernel, stride, dilation) < 1:
        raise ValueError("n, kernel, stride and dilation must be at least 1")
    axis = np.zeros(n, dtype=bool)
    if padding == "same":
        return len(axis[::stride])
    if padding != "valid":
        axis = _pad_both_sides(axis, padding)
    stretches = sliding_window_view(axis, dilation * (kernel - 1) + 1)  # longer than the axis: ValueError
    windows = stretches[::stride, ::dilation]  # (windows, taps)
    return len(windows)


def _pad_both_sides(axis, padding):
    if isinstance(padding, str):
        raise ValueError(f"padding must be a count, 'valid' or 'same', received {padding!r}")
    if type(padding) is not int:
        raise TypeError(f"padding must be an integer or a word, received {padding!r}")
    return np.pad(axis, padding)  # a negative count: ValueError
