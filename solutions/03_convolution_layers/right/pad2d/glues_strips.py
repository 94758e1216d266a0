"""Glues four strips of the value to the sides, one after the other."""

import numpy as np


def _glue(x, axis, before, after, value):
    def strip(thick):
        shape = list(x.shape)
        shape[axis] = thick
        return np.full(shape, value, x.dtype)  # a negative size: ValueError

    return np.concatenate([strip(before), x, strip(after)], axis=axis)


def pad2d(x, pad, value=0.0):
    if len(x.shape) != 4:
        raise ValueError("x must have four axes")
    if not isinstance(pad, tuple):
        pad = (pad, pad), (pad, pad)
    (above, below), (left, right) = pad  # too few or too many: ValueError
    if any(type(count) is not int for count in (above, below, left, right)):
        raise TypeError("counts must be integers")
    return _glue(_glue(x, 1, above, below, value), 2, left, right, value)
