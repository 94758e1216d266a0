"""Names every matrix and bias of the cell as its equations do, and adds up their sizes."""

from math import prod

_RECURRENT_GATES = {
    "rnn": ("state",),
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("update", "reset", "candidate"),
}


def _recurrent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    table = _recurrent_size(n_in), _recurrent_size(units)
    if kind == "embedding":
        return prod(table)
    if kind not in _RECURRENT_GATES:
        raise ValueError(f"unknown kind {kind!r}")
    shapes = {}
    for gate in _RECURRENT_GATES[kind]:
        shapes[f"W_{gate}"] = (n_in, units)
        shapes[f"U_{gate}"] = (units, units)
        if use_bias:
            shapes[f"b_{gate}"] = (units,)
        if use_bias and kind == "gru" and reset_after:
            shapes[f"b_recurrent_{gate}"] = (units,)
    return sum(prod(shape) for shape in shapes.values())
