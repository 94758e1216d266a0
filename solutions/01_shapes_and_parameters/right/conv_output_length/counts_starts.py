"""Counts the starts of a `range`: one for every place that leaves room for the last tap."""


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    for count in (n, kernel, stride, dilation):
        _refuse_unless_whole(count, least=1)
    if padding == "same":
        return len(range(0, n, stride))
    first, last = _ends_of_padded_axis(n, padding)
    taps = range(first, first + dilation * kernel, dilation)
    if taps[-1] > last:
        raise ValueError(f"taps at {list(taps)} leave an axis that ends at {last}")
    return len(range(taps[-1], last + 1, stride))


def _ends_of_padded_axis(n, padding):
    if padding == "valid":
        return 0, n - 1
    if isinstance(padding, str):
        raise ValueError(f"unknown padding {padding!r}")
    _refuse_unless_whole(padding, least=0)
    return -padding, n - 1 + padding


def _refuse_unless_whole(value, least):
    if type(value) is not int:
        raise TypeError(f"{value!r} is no integer")
    if value < least:
        raise ValueError(f"{value} is less than {least}")
