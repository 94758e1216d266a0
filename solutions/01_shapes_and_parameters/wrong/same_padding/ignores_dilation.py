"""Ignores the dilation: pads for the number of taps, not for the width they span.

A kernel with holes reaches further than its number of taps. How far is its last tap from its first?
"""

FAILS = {
    "test_adds_as_few_zeros_as_will_do",
    "test_holes_need_zeros_as_well",
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
    span = kernel
    outputs = -(-n // stride)
    total = max((outputs - 1) * stride + span - n, 0)
    return total // 2, total - total // 2
