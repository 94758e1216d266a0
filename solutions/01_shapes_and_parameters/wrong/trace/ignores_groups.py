"""Lets every filter see all the maps, whatever the groups.

In the net on two GPUs, how many maps of the layer before does a filter of the second convolution see?
"""

from math import prod

FAILS = {"test_alexnet_in_two_towers", "test_map_stacks_agree_with_keras"}


def _trace_pair(value):
    rows, columns = value if isinstance(value, tuple) else (value, value)
    if rows < 1 or columns < 1:
        raise ValueError(f"sizes must be at least 1, received {value!r}")
    return rows, columns


def _trace_length(n, window, stride, padding):
    """The length of one axis after a sliding window."""
    if padding == "same":
        return -(-n // stride)
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"unknown padding {padding!r}")
    border = 0 if padding == "valid" else padding
    if border < 0 or n + 2 * border < window:
        raise ValueError(f"a window of {window} with padding {padding!r} does not fit into {n}")
    return (n + 2 * border - window) // stride + 1


def _trace_conv2d(layer, shape):
    height, width, channels = shape
    filters, groups, padding = layer["filters"], layer.get("groups", 1), layer.get("padding", "valid")
    (rows, columns), (down, right) = _trace_pair(layer["kernel"]), _trace_pair(layer.get("strides", 1))
    if filters < 1 or groups < 1 or channels % groups or filters % groups:
        raise ValueError(f"{groups} groups, {channels} channels, {filters} filters")
    out = _trace_length(height, rows, down, padding), _trace_length(width, columns, right, padding)
    fan_in = rows * columns * channels + bool(layer.get("use_bias", True))
    return (*out, filters), fan_in * filters


def _trace_pool(layer, shape):
    height, width, channels = shape
    pool, strides, padding = layer.get("pool", 2), layer.get("strides"), layer.get("padding", "valid")
    if padding not in ("valid", "same"):
        raise ValueError(f"unknown padding {padding!r}")
    (rows, columns), (down, right) = _trace_pair(pool), _trace_pair(pool if strides is None else strides)
    out = _trace_length(height, rows, down, padding), _trace_length(width, columns, right, padding)
    return (*out, channels), 0


def _trace_cell(layer, shape):
    (steps, features), units = shape, layer["units"]
    blocks = {"rnn": 1, "lstm": 4, "gru": 3}[layer["type"]]
    bias_rows = int(layer.get("use_bias", True))
    if layer["type"] == "gru" and layer.get("reset_after", True):
        bias_rows *= 2
    out = (steps, units) if layer.get("return_sequences", False) else (units,)
    return out, blocks * units * (features + units + bias_rows)


def _trace_step(layer, shape):
    """(output shape, parameters) of one layer."""
    match layer["type"]:
        case "conv2d":
            return _trace_conv2d(layer, shape)
        case "maxpool" | "avgpool":
            return _trace_pool(layer, shape)
        case "rnn" | "lstm" | "gru":
            return _trace_cell(layer, shape)
        case "gap":
            _, _, channels = shape
            return (channels,), 0
        case "flatten":
            return (prod(shape),), 0
        case "dense":
            units, fan_in = layer["units"], shape[-1] + bool(layer.get("use_bias", True))
            return (*shape[:-1], units), fan_in * units
        case "embedding":
            (steps,), words, size = shape, layer["input_dim"], layer["output_dim"]
            if words < 1:
                raise ValueError("a table without words")
            return (steps, size), words * size
    raise ValueError(f"unknown type {layer['type']!r}")


def trace(layers, input_shape):
    rows, shape = [], tuple(input_shape)
    for index, layer in enumerate(layers):
        try:
            shape, params = _trace_step(layer, shape)
            if min(shape) < 1:
                raise ValueError(f"nothing fits into the shape {shape}")
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"layer {index}: {fault!r}") from fault
        rows.append((layer["type"], shape, params))
    return rows
