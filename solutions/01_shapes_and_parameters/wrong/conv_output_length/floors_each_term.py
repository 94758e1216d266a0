"""Divides image and padding by the stride separately and rounds down twice.

Two leftovers, one of the image and one of its padding, may together be room for what? Try n = 4,
kernel = 3, stride = 3, padding = 1.
"""

FAILS = {"test_stride_padding_and_holes_together"}


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
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
    return (room - 2 * pad) // stride + 2 * pad // stride + 1
