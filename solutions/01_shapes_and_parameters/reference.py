"""The answers we would defend: one rule for an axis, and everything else built from it.

Exercises share private helpers only, so that replacing one public function by a variant
changes that exercise and no other.
"""

from math import prod

CELLS = {"rnn": 1, "lstm": 4, "gru": 3}  # how many (input, state, bias) blocks a cell owns


def _count(name, value, least=1):
    """Return value if it is an integer of at least `least`; a bool is not a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, received {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, received {value}")
    return value


def _sizes(name, value, entries=None):
    """Return a tuple of sizes, of exactly `entries` entries where that is given."""
    if not isinstance(value, tuple | list):
        raise TypeError(f"{name} must be a tuple, received {value!r}")
    if not value or (entries is not None and len(value) != entries):
        raise ValueError(f"{name} must have {entries or 'some'} entries, received {value!r}")
    return tuple(_count(name, size) for size in value)


def _pair(name, value):
    """Return (rows, columns) of a square or rectangular window."""
    return _sizes(name, value, 2) if isinstance(value, tuple | list) else (_count(name, value),) * 2


def _axis(n, kernel, stride, padding, dilation):
    """Length of one axis after a sliding window."""
    n, kernel = _count("n", n), _count("kernel", kernel)
    stride, dilation = _count("stride", stride), _count("dilation", dilation)
    if padding == "same":
        return -(-n // stride)
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"padding must be a count, 'valid' or 'same', received {padding!r}")
    pad = 0 if padding == "valid" else _count("padding", padding, least=0)
    room = n + 2 * pad - (dilation * (kernel - 1) + 1)  # steps of one pixel the window can make
    if room < 0:
        raise ValueError(f"a window of {kernel} (dilation {dilation}) does not fit into {n} (padding {pad})")
    return room // stride + 1


def _map(shape, kernel, strides, padding):
    """(rows, columns) of a map after a window of that size."""
    height, width, _ = _sizes("shape", shape, 3)
    (rows, columns), (down, right) = _pair("kernel", kernel), _pair("strides", strides)
    return _axis(height, rows, down, padding, 1), _axis(width, columns, right, padding, 1)


def _pool(shape, pool, strides, padding):
    if padding not in ("valid", "same"):
        raise ValueError(f"padding must be 'valid' or 'same', received {padding!r}")
    return (*_map(shape, pool, pool if strides is None else strides, padding), shape[2])


def _dense(inputs, units, use_bias):
    inputs = _sizes("inputs", inputs) if isinstance(inputs, tuple | list) else (_count("inputs", inputs),)
    return (prod(inputs) + bool(use_bias)) * _count("units", units)


def _conv2d(kernel, c_in, c_out, use_bias, groups):
    places = prod(_pair("kernel", kernel))
    c_in, c_out, groups = _count("c_in", c_in), _count("c_out", c_out), _count("groups", groups)
    if c_in % groups or c_out % groups:
        raise ValueError(f"groups={groups} must divide c_in={c_in} and c_out={c_out}")
    return (places * (c_in // groups) + bool(use_bias)) * c_out


def _recurrent(kind, n_in, units, use_bias=True, reset_after=True):
    n_in, units = _count("n_in", n_in), _count("units", units)
    if kind == "embedding":
        return n_in * units
    if kind not in CELLS:
        raise ValueError(f"kind must be rnn, lstm, gru or embedding, received {kind!r}")
    bias_rows = (2 if kind == "gru" and reset_after else 1) if use_bias else 0
    return CELLS[kind] * units * (n_in + units + bias_rows)


def conv_output_length(n, kernel, stride=1, padding=0, dilation=1):
    return _axis(n, kernel, stride, padding, dilation)


def same_padding(n, kernel, stride=1, dilation=1):
    outputs = _axis(n, kernel, stride, "same", dilation)
    total = max((outputs - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)
    return total // 2, total - total // 2


def pool_output_shape(shape, pool=2, strides=None, padding="valid"):
    return _pool(shape, pool, strides, padding)


def dense_params(inputs, units, use_bias=True):
    return _dense(inputs, units, use_bias)


def conv2d_params(kernel, c_in, c_out, use_bias=True, groups=1):
    return _conv2d(kernel, c_in, c_out, use_bias, groups)


def equivalent_dense_params(in_shape, out_shape, use_bias=False):
    return _dense(_sizes("in_shape", in_shape), prod(_sizes("out_shape", out_shape)), use_bias)


def recurrent_params(kind, n_in, units, use_bias=True, reset_after=True):
    return _recurrent(kind, n_in, units, use_bias, reset_after)


def _conv2d_layer(shape, filters, kernel, strides=1, padding="valid", use_bias=True, groups=1):
    out = (*_map(shape, kernel, strides, padding), _count("filters", filters))
    return out, _conv2d(kernel, shape[2], filters, use_bias, groups)


def _pool_layer(shape, pool=2, strides=None, padding="valid"):
    return _pool(shape, pool, strides, padding), 0


def _gap_layer(shape):
    return _sizes("shape", shape, 3)[2:], 0


def _flatten_layer(shape):
    return (prod(shape),), 0


def _dense_layer(shape, units, use_bias=True):
    return (*shape[:-1], _count("units", units)), _dense(shape[-1], units, use_bias)


def _embedding_layer(shape, input_dim, output_dim):
    return (*_sizes("shape", shape, 1), output_dim), _recurrent("embedding", input_dim, output_dim)


def _recurrent_layer(kind):
    def layer(shape, units, return_sequences=False, use_bias=True, **reset_after):
        steps, features = _sizes("shape", shape, 2)
        out = (steps, units) if return_sequences else (units,)
        return out, _recurrent(kind, features, units, use_bias, **reset_after)

    return layer


LAYERS = {
    "conv2d": _conv2d_layer,
    "maxpool": _pool_layer,
    "avgpool": _pool_layer,
    "gap": _gap_layer,
    "flatten": _flatten_layer,
    "dense": _dense_layer,
    "embedding": _embedding_layer,
    **{kind: _recurrent_layer(kind) for kind in CELLS},
}


def trace(layers, input_shape):
    rows, shape = [], _sizes("input_shape", input_shape)
    for index, layer in enumerate(layers):
        options = {key: value for key, value in layer.items() if key != "type"}
        try:
            shape, params = LAYERS[layer["type"]](shape, **options)
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"layer {index} ({layer.get('type')!r}) on shape {shape}: {fault}") from fault
        rows.append((layer["type"], shape, params))
    return rows


def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride in layers:
        field += (_count("kernel", kernel) - 1) * jump
        jump *= _count("stride", stride)
    return field, jump
