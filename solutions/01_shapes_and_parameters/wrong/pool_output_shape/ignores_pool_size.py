"""Divides the sides by the stride and leaves the size of the pool out of account.

Does the window still fit at the border? Draw a 3 x 3 pool with strides of 2 on a map of 6 x 6.
"""

FAILS = {
    "test_overlapping_pools_must_fit_too",
    "test_shapes_of_keras_pooling_layers",
}


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
    return side // step


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}")
    height, width, channels = _whole_sizes(shape, 3)
    high, wide = _whole_sizes(pool, 2)
    down, right = _whole_sizes(pool if strides is None else strides, 2)
    rows = _windows_along(height, high, down, padding)
    columns = _windows_along(width, wide, right, padding)
    return rows, columns, channels
