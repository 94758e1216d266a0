"""Stores the weights row by row: the address of the last one, plus one, is how many there are."""


def _equivalent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _equivalent_last_address(axes):
    """Row-major address of the last entry of a tensor."""
    if not axes:
        raise ValueError("a shape needs at least one size")
    address = 0
    for axis in axes:
        address = address * _equivalent_size(axis) + axis - 1
    return address


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    outputs = _equivalent_last_address(out_shape) + 1
    inputs = _equivalent_last_address(in_shape) + 1
    weights = _equivalent_last_address((inputs, outputs)) + 1
    return weights + outputs if use_bias else weights
