"""Lets the total become negative when the windows end before the axis does.

For kernel = 1, stride = 3 some pixels at the end are never looked at. Can padding remove pixels?
"""

FAILS = {
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
    outputs = -(-n // stride)
    total = (outputs - 1) * stride + span - n
    return total // 2, total - total // 2
