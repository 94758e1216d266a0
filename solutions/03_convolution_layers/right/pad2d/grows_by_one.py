"""Adds one row or column at a time, until the frame is as thick as it should be."""

import numpy as np


def pad2d(x, pad, value=0.0):
    if x.ndim != 4:
        raise ValueError("four axes, please")
    if type(pad) is tuple:
        if [len(pair) for pair in pad] != [2, 2]:
            raise ValueError("two pairs, please")
        counts = [count for pair in pad for count in pair]
    else:
        counts = [pad] * 4
    if {type(count) for count in counts} != {int}:
        raise TypeError("integers, please")
    if min(counts) < 0:
        raise ValueError("nothing is taken away")
    top, bottom, left, right = counts
    grown = x.copy()
    for axis, at_end, count in ((1, False, top), (1, True, bottom), (2, False, left), (2, True, right)):
        for _ in range(count):
            grown = np.insert(grown, grown.shape[axis] if at_end else 0, value, axis=axis)
    return grown
