"""Adds the one before the division: (n - kernel + 1) // stride.

Try n = kernel, stride = 2. The window fits exactly once: what does your formula say? What does the + 1
count?
"""

FAILS = {
    "test_counts_whole_windows",
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
    if padding == "same":
        return -(-n // stride)
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"unknown padding {padding!r}")
    pad = 0 if padding == "valid" else _whole_number(padding, least=0)
    room = n + 2 * pad - (dilation * (kernel - 1) + 1)
    if room < 0:
        raise ValueError("the window does not fit")
    return (room + 1) // stride
