"""Keeps one rule a padding word in a table and applies it to rows and columns alike."""

import operator

_PADDING_RULES = {
    "valid": lambda side, window, step: (side - window + step) // step,
    "same": lambda side, window, step: (side + step - 1) // step,
}


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    if padding not in _PADDING_RULES:
        raise ValueError(f"padding must be one of {list(_PADDING_RULES)}, received {padding!r}")
    *sides, channels = _positive_integers(shape, 3)
    windows = _positive_integers(_for_both_sides(pool), 2)
    steps = windows if strides is None else _positive_integers(_for_both_sides(strides), 2)
    if padding == "valid" and any(map(operator.gt, windows, sides)):
        raise ValueError(f"a pool of {windows} does not fit into {shape}")
    rows, columns = map(_PADDING_RULES[padding], sides, windows, steps)
    return rows, columns, channels


def _for_both_sides(size):
    return size if isinstance(size, tuple | list) else (size, size)


def _positive_integers(values, entries):
    if any(isinstance(value, bool) or not isinstance(value, int) for value in values):
        raise TypeError(f"expected integers, received {values!r}")
    if len(values) != entries or any(value < 1 for value in values):
        raise ValueError(f"expected {entries} integers of at least 1, received {values!r}")
    return values
