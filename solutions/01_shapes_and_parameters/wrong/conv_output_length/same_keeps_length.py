"""Takes "same" to give n outputs for any stride.

"Same" keeps the length for one particular stride only. What does the stride still do, padded or not?
"""

FAILS = {"test_same_gives_one_output_a_stride"}


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
        return n
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"unknown padding {padding!r}")
    pad = 0 if padding == "valid" else _whole_number(padding, least=0)
    room = n + 2 * pad - (dilation * (kernel - 1) + 1)
    if room < 0:
        raise ValueError("the window does not fit")
    return room // stride + 1
