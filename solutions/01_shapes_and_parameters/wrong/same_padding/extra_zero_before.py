"""Puts the odd zero in front of the axis.

Which end does Keras favour when the zeros cannot be shared evenly? The convention of other libraries may
differ.
"""

FAILS = {
    "test_odd_zero_goes_after",
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
    total = max((outputs - 1) * stride + span - n, 0)
    return total - total // 2, total // 2
