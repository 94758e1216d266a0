"""Reads off the remainder of n / stride how many pixels the last window finds, with no output length."""


def same_padding(n, kernel, stride=1, dilation=1):
    for name, value in {"n": n, "kernel": kernel, "stride": stride, "dilation": dilation}.items():
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an integer, received {value!r}")
        if value < 1:
            raise ValueError(f"{name} must be at least 1, received {value}")
    pixels_left = n % stride or stride  # from the last start to the end of the axis
    window = 1 + dilation * (kernel - 1)
    before, odd = divmod(max(window - pixels_left, 0), 2)
    return before, before + odd
