"""Computes the zeros for stride one, whatever the stride is.

Where does the last window start when stride = 2? Are all your zeros read by some window, or would fewer do?
"""

FAILS = {
    "test_adds_as_few_zeros_as_will_do",
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
    total = span - 1
    return total // 2, total - total // 2
