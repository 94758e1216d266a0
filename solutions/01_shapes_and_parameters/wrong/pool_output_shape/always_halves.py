"""Halves both sides of the map, whatever the pool, strides and padding.

Two by two is only the most frequent pool. Put a 3 x 3 pool on a map of 6 x 6, edge to edge and then with
strides of 2: which windows are there?
"""

FAILS = {
    "test_overlapping_pools_must_fit_too",
    "test_pools_lie_side_by_side_by_default",
    "test_rows_come_before_columns",
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


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}")
    height, width, channels = _whole_sizes(shape, 3)
    high, wide = _whole_sizes(pool, 2)
    if strides is not None:
        _whole_sizes(strides, 2)
    if padding == "valid" and (high > height or wide > width):
        raise ValueError(f"a pool of {pool} does not fit into {shape}")
    return height // 2, width // 2, channels
