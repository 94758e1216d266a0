"""Lets True pass for the number 1.

What does isinstance(True, int) say in Python, and what does the specification say about a bool?
"""

FAILS = {"test_impossible_windows_are_refused"}


def _whole_number(value, least=1):
    if not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    for count in (n, kernel, stride, dilation):
        _whole_number(count)
    if padding == "same":
        return -(-n // stride)
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"unknown padding {padding!r}")
    pad = 0 if padding == "valid" else _whole_number(padding, least=0)
    room = n + 2 * pad - (dilation * (kernel - 1) + 1)
    if room < 0:
        raise ValueError("the window does not fit")
    return room // stride + 1
