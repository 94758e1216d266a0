"""Puts (kernel - 1) // 2 zeros on either side, as for odd kernels and stride one.

Count the total first, then split it. How many zeros do two windows of kernel = 2 need on n = 2? How many
did you add?
"""

FAILS = {
    "test_adds_as_few_zeros_as_will_do",
    "test_odd_zero_goes_after",
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
    half = (span - 1) // 2
    return half, half
