"""Shapes one tensor of connections (inputs..., outputs...) in numpy, without ever storing its entries."""

import numpy as np


def _equivalent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    if not in_shape or not out_shape:
        raise ValueError("a shape needs at least one size")
    axes = np.array([_equivalent_size(axis) for axis in (*in_shape, *out_shape)], dtype=object)
    connections = np.cumprod(axes[::-1])  # grows from the last output axis to the first input axis
    outputs = connections[len(out_shape) - 1]
    return int(connections[-1] + outputs) if use_bias else int(connections[-1])
