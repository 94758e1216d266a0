"""Asks Keras instead of doing the arithmetic.

Keras cannot be used in this chapter: you are writing what it computes. How many windows fit along one side
of the map?
"""

import keras

FAILS = {
    "test_impossible_pools_are_refused",
    "test_overlapping_pools_must_fit_too",
    "test_pooling_keeps_every_channel",
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
    shape, pool = _whole_sizes(shape, 3), _whole_sizes(pool, 2)
    strides = None if strides is None else _whole_sizes(strides, 2)
    layer = keras.layers.MaxPooling2D(pool, strides, padding)
    out = layer.compute_output_shape((None, *shape))[1:]
    if min(out) < 1:
        raise ValueError(f"a pool of {pool} does not fit into {shape}")
    return tuple(int(size) for size in out)
