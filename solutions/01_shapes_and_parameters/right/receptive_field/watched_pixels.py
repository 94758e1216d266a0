"""Sends the numbers of the pixels through the layers and reads off what the first two outputs have seen."""

import numpy as np


def receptive_field(layers):
    for kernel, stride in layers:
        if any(type(size) is not int for size in (kernel, stride)):
            raise TypeError(f"kernel and stride must be integers, received {(kernel, stride)}")
        if min(kernel, stride) < 1:
            raise ValueError(f"kernel and stride must be at least 1, received {(kernel, stride)}")
    first = last = np.arange(_pixels_for_two_outputs(layers))  # seen by each entry of the present map
    for kernel, stride in layers:
        starts = np.arange(0, len(first) - kernel + 1, stride)
        first, last = first[starts], last[starts + kernel - 1]
    return int(last[0] - first[0] + 1), int(first[1] - first[0])


def _pixels_for_two_outputs(layers):
    entries = 2
    for kernel, stride in layers[::-1]:
        entries = entries * stride + kernel  # at least
    return entries
