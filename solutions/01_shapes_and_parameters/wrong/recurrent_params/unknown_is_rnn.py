"""Takes any kind it does not know for a simple RNN.

What happens if somebody misspells the kind of a cell? Would they notice?
"""

FAILS = {"test_recurrent_refuses_unknown_kinds"}


def _recurrent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    _recurrent_size(n_in)
    _recurrent_size(units)
    if kind == "embedding":
        return n_in * units
    blocks = {"lstm": 4, "gru": 3}.get(kind, 1)
    matrices = n_in * units + units * units
    bias_rows = 2 if kind == "gru" and reset_after else 1
    biases = bias_rows * units if use_bias else 0
    return blocks * (matrices + biases)
