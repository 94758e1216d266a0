"""Computes (W - F + 2P) / S + 1 in exact fractions, as on the slides, then takes the floor."""

import math
from fractions import Fraction


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return Fraction(value)


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    width, taps, step, spread = (_whole_number(value) for value in (n, kernel, stride, dilation))
    match padding:
        case "same":
            return math.ceil(width / step)
        case "valid":
            pad = Fraction(0)
        case str():
            raise ValueError(f"padding must be a count, 'valid' or 'same', received {padding!r}")
        case _:
            pad = _whole_number(padding, least=0)
    field = spread * (taps - 1) + 1
    length = math.floor((width - field + 2 * pad) / step + 1)
    if length < 1:
        raise ValueError(f"a window of {field} does not fit into {width} + 2 * {pad}")
    return length
