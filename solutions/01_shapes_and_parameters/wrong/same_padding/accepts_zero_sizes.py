"""Answers although a size is zero.

How many windows fit on an axis without pixels? Which of the four sizes may be 0, and what must happen then?
"""

FAILS = {"test_padding_of_impossible_sizes_is_refused"}


def _whole_number(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < 0:
        raise ValueError(f"expected no negative number, received {value}")


def same_padding(n, kernel, stride=1, dilation=1):
    for count in (n, kernel, stride, dilation):
        _whole_number(count)
    outputs = -(-n // max(stride, 1))
    total = max((outputs - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)
    return total // 2, total - total // 2
