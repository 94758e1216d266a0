"""Asks Keras instead of doing the arithmetic.

Keras cannot be used in this chapter: you are writing what it computes. Where does the last window start,
and where does it end?
"""

import keras
import numpy as np

FAILS = {
    "test_adds_as_few_zeros_as_will_do",
    "test_holes_need_zeros_as_well",
    "test_odd_zero_goes_after",
    "test_padding_of_impossible_sizes_is_refused",
    "test_padding_takes_no_pixels_away",
    "test_pads_where_keras_pads",
}


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def same_padding(n, kernel, stride=1, dilation=1):
    for count in (n, kernel, stride, dilation):
        _whole_number(count)
    span = dilation * (kernel - 1) + 1
    pixels = keras.ops.ones((1, n, 1))
    one_tap_a_filter = np.eye(span, dtype="float32")[:, None]  # (span, 1, span)
    read = keras.ops.conv(pixels, one_tap_a_filter, strides=stride, padding="same")
    meets_pixel = np.asarray(read)[0] > 0  # (windows, span)
    return int(meets_pixel[0].argmax()), int(meets_pixel[-1][::-1].argmax())
