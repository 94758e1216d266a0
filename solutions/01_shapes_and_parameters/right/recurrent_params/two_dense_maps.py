"""Builds each gate from two Dense maps, one of the input and one of the state, and counts those."""


def _recurrent_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def _recurrent_map(inputs, units, biased):
    """Parameters of a Dense map."""
    return (inputs + 1) * units if biased else inputs * units


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    table = _recurrent_map(_recurrent_size(n_in), _recurrent_size(units), biased=False)
    gate = _recurrent_map(n_in, units, use_bias) + _recurrent_map(units, units, biased=False)
    gru_gate = _recurrent_map(n_in, units, use_bias) + _recurrent_map(units, units, use_bias and reset_after)
    match kind:
        case "embedding":
            return table
        case "rnn":
            return gate
        case "gru":
            return 3 * gru_gate
        case "lstm":
            return 4 * gate
    raise ValueError(f"unknown kind {kind!r}")
