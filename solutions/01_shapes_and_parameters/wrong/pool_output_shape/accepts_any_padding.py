"""Takes every word for the padding but "same" to mean "valid".

Which words does the specification know? What would you want to hear if you had typed "smae"?
"""

FAILS = {"test_impossible_pools_are_refused"}


def _whole_sizes(value, entries):
    values = value if isinstance(value, tuple | list) else (value,) * entries
    for size in values:
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"expected integers, received {value!r}")
    if len(values) != entries or min(values) < 1:
        raise ValueError(f"expected {entries} sizes of at least 1, received {value!r}")
    return values


def _windows_along(side, window, step, padding):
    if padding == "same":
        return -(-side // step)
    if window > side:
        raise ValueError(f"a window of {window} does not fit into {side}")
    return (side - window) // step + 1


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    height, width, channels = _whole_sizes(shape, 3)
    high, wide = _whole_sizes(pool, 2)
    down, right = _whole_sizes(pool if strides is None else strides, 2)
    rows = _windows_along(height, high, down, padding)
    columns = _windows_along(width, wide, right, padding)
    return rows, columns, channels
