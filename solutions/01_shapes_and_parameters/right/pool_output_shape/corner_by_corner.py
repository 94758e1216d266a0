"""Walks the top-left corners of the windows down and across the map and counts them."""


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    height, width, channels = _whole_sizes(shape, 3)
    rows, columns = _whole_sizes(pool if isinstance(pool, tuple | list) else (pool, pool), 2)
    if strides is None:
        strides = (rows, columns)
    down, right = _whole_sizes(strides if isinstance(strides, tuple | list) else (strides, strides), 2)
    if padding not in ("valid", "same"):
        raise ValueError(f"padding must be 'valid' or 'same', received {padding!r}")
    may_stick_out = padding == "same"
    windows_down = _corners(height, rows, down, may_stick_out)
    windows_across = _corners(width, columns, right, may_stick_out)
    if windows_down == 0 or windows_across == 0:
        raise ValueError(f"no window of {rows} x {columns} fits into {height} x {width}")
    return windows_down, windows_across, channels


def _corners(side, window, step, may_stick_out):
    found = corner = 0
    while corner < side:
        found += may_stick_out or corner + window <= side
        corner += step
    return found


def _whole_sizes(values, entries):
    if len(values) != entries:
        raise ValueError(f"expected {entries} sizes, received {values!r}")
    for value in values:
        if type(value) is not int:
            raise TypeError(f"sizes are integers, received {values!r}")
        if value < 1:
            raise ValueError(f"sizes are at least 1, received {values!r}")
    return values
