"""Asks Keras instead of doing the arithmetic.

Keras cannot be used in this chapter: you are writing what it computes. Where may the window stand? Count
these places.
"""

import keras

FAILS = {
    "test_counts_whole_windows",
    "test_holes_make_the_window_wider",
    "test_impossible_windows_are_refused",
    "test_padding_count_sits_on_both_sides",
    "test_same_gives_one_output_a_stride",
    "test_stride_padding_and_holes_together",
}


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    for count in (n, kernel, stride, dilation):
        _whole_number(count)
    if not isinstance(padding, str):
        n, padding = n + 2 * _whole_number(padding, least=0), "valid"
    elif padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}")
    span = dilation * (kernel - 1) + 1  # Conv1D takes a stride or a dilation, not both
    length = keras.layers.Conv1D(1, span, stride, padding).compute_output_shape((None, n, 1))[1]
    if length < 1:
        raise ValueError("the window does not fit")
    return int(length)
