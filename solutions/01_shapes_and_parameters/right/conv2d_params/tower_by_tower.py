"""Cuts the layer into its groups, each a small convolution of its own, and adds them up filter by filter."""


def _conv2d_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _conv2d_shares(channels, groups):
    """How many channels each group gets."""
    share, rest = divmod(_conv2d_size(channels), _conv2d_size(groups))
    if rest:
        raise ValueError(f"{channels} channels cannot be shared out among {groups} groups")
    return [share] * groups


def conv2d_params(kernel, c_in, c_out, use_bias=True, groups=1):
    rows, columns = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    area = _conv2d_size(rows) * _conv2d_size(columns)
    total = 0
    for channels, filters in zip(_conv2d_shares(c_in, groups), _conv2d_shares(c_out, groups), strict=True):
        for _ in range(filters):
            total += area * channels + (1 if use_bias else 0)
    return total
