"""Adds zeros one at a time, first after and then before, until every stride has its window."""

from itertools import cycle


def same_padding(n, kernel, stride=1, dilation=1):
    if not all(type(size) is int for size in (n, kernel, stride, dilation)):
        raise TypeError("sizes must be integers")
    if not all(size >= 1 for size in (n, kernel, stride, dilation)):
        raise ValueError("sizes must be at least 1")
    wanted = len(range(0, n, stride))
    zeros = {"before": 0, "after": 0}
    sides = cycle(("after", "before"))
    while _windows_that_fit(n + sum(zeros.values()), kernel, stride, dilation) < wanted:
        zeros[next(sides)] += 1
    return zeros["before"], zeros["after"]


def _windows_that_fit(length, kernel, stride, dilation):
    last_tap = dilation * (kernel - 1)
    return len(range(last_tap, length, stride))
