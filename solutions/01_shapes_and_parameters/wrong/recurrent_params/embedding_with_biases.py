"""Adds biases to an embedding.

An embedding looks up a row of a table. What would there be to add?
"""

FAILS = {"test_embedding_is_only_a_table"}


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
        return n_in * units + (units if use_bias else 0)
    blocks = {"rnn": 1, "lstm": 4, "gru": 3}
    if kind not in blocks:
        raise ValueError(f"unknown kind {kind!r}")
    matrices = n_in * units + units * units
    bias_rows = 2 if kind == "gru" and reset_after else 1
    biases = bias_rows * units if use_bias else 0
    return blocks[kind] * (matrices + biases)
