"""Lets a match statement take layer and shape apart: what matches no case cannot be built."""

from math import prod


def _trace_pair(value):
    rows, columns = value if isinstance(value, tuple) else (value, value)
    if min(rows, columns) < 1:
        raise ValueError(f"a window has at least one row and column, received {value!r}")
    return rows, columns


def _trace_length(n, window, stride, padding):
    """The length of one axis after a sliding window."""
    match padding:
        case "same":
            return (n + stride - 1) // stride
        case "valid":
            return _trace_length(n, window, stride, 0)
        case int() if padding >= 0 and n + 2 * padding >= window:
            return (n + 2 * padding - window) // stride + 1
    raise ValueError(f"a window of {window} with padding {padding!r} does not fit into {n}")


def _trace_slide(rows, columns, window, strides, padding):
    (tall, wide), (down, right) = _trace_pair(window), _trace_pair(strides)
    return _trace_length(rows, tall, down, padding), _trace_length(columns, wide, right, padding)


def _trace_next(layer, shape):
    """(output shape, parameters) of one layer."""
    bias = 1 if layer.get("use_bias", True) else 0
    padding = layer.get("padding", "valid")
    match layer, shape:
        case {"type": "conv2d", "filters": filters, "kernel": kernel}, (rows, columns, channels):
            groups = layer.get("groups", 1)
            if min(filters, groups) < 1 or channels % groups or filters % groups:
                raise ValueError(f"groups={groups} with {channels} channels and {filters} filters")
            slid = _trace_slide(rows, columns, kernel, layer.get("strides", 1), padding)
            return (*slid, filters), (prod(_trace_pair(kernel)) * channels // groups + bias) * filters
        case {"type": "maxpool" | "avgpool"}, (rows, columns, channels) if isinstance(padding, str):
            pool, strides = layer.get("pool", 2), layer.get("strides")
            slid = _trace_slide(rows, columns, pool, pool if strides is None else strides, padding)
            return (*slid, channels), 0
        case {"type": "gap"}, (_, _, channels):
            return (channels,), 0
        case {"type": "flatten"}, _:
            return (prod(shape),), 0
        case {"type": "dense", "units": int(units)}, (*front, features) if units > 0:
            return (*front, units), (features + bias) * units
        case {"type": "embedding", "input_dim": words, "output_dim": size}, (steps,) if min(words, size) > 0:
            return (steps, size), words * size
        case {"type": "rnn" | "lstm" | "gru" as kind, "units": int(units)}, (steps, features) if units > 0:
            if kind == "gru" and layer.get("reset_after", True):
                bias *= 2
            params = {"rnn": 1, "lstm": 4, "gru": 3}[kind] * (features + units + bias) * units
            return ((steps, units) if layer.get("return_sequences", False) else (units,)), params
    raise ValueError(f"{layer} cannot stand on an input of shape {shape}")


def trace(layers, input_shape):
    rows, shape = [], tuple(input_shape)
    for index, layer in enumerate(layers):
        try:
            shape, params = _trace_next(layer, shape)
        except (TypeError, ValueError) as fault:
            raise ValueError(f"layer {index}: {fault}") from fault
        rows.append((layer["type"], shape, params))
    return rows
