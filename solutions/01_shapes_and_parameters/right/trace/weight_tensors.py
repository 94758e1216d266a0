"""Lists the weight tensors of each layer and counts their entries; finds sizes by sliding the windows."""

from math import prod

_TRACE_RANKS = {
    **dict.fromkeys(("conv2d", "maxpool", "avgpool", "gap"), 3),
    **dict.fromkeys(("rnn", "lstm", "gru"), 2),
    "embedding": 1,
}  # axes of the input, where a layer minds
_TRACE_BLOCKS = {"rnn": 1, "lstm": 4, "gru": 3}


def _trace_refuse_if(impossible, reason):
    if impossible:
        raise ValueError(reason)


def _trace_positions(n, window, stride, padding):
    """Where a window may start along one axis."""
    _trace_refuse_if(window < 1 or stride < 1, "a window and its stride are at least 1")
    if padding == "same":
        return range(0, n, stride)
    _trace_refuse_if(isinstance(padding, str) and padding != "valid", f"unknown padding {padding!r}")
    border = 0 if padding == "valid" else padding
    _trace_refuse_if(border < 0, "padding cannot be negative")
    starts = range(-border, n + border - window + 1, stride)
    _trace_refuse_if(not starts, f"a window of {window} does not fit into {n}")
    return starts


def _trace_slide(shape, window, strides, padding):
    windows, steps = (size if isinstance(size, tuple) else (size, size) for size in (window, strides))
    axes = zip(shape[:2], windows, steps, strict=True)
    return tuple(len(_trace_positions(n, size, step, padding)) for n, size, step in axes)


def _trace_biases(layer, size):
    return [(size,)] if layer.get("use_bias", True) else []


def _trace_built(layer, shape):
    """The shape a layer gives to its output, and the shapes of all tensors it learns."""
    kind = layer["type"]
    if kind == "conv2d":
        kernel, filters, groups = layer["kernel"], layer["filters"], layer.get("groups", 1)
        _trace_refuse_if(filters < 1 or groups < 1, "filters and groups are at least 1")
        _trace_refuse_if(shape[2] % groups or filters % groups, f"{groups} groups do not divide the channels")
        out = (*_trace_slide(shape, kernel, layer.get("strides", 1), layer.get("padding", "valid")), filters)
        window = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        return out, [(*window, shape[2] // groups, filters), *_trace_biases(layer, filters)]
    if kind in ("maxpool", "avgpool"):
        pool, padding = layer.get("pool", 2), layer.get("padding", "valid")
        _trace_refuse_if(padding not in ("valid", "same"), f"unknown padding {padding!r}")
        strides = pool if layer.get("strides") is None else layer["strides"]
        return (*_trace_slide(shape, pool, strides, padding), shape[2]), []
    if kind == "gap":
        return shape[2:], []
    if kind == "flatten":
        return (prod(shape),), []
    if kind == "embedding":
        _trace_refuse_if(min(layer["input_dim"], layer["output_dim"]) < 1, "an empty table")
        return (*shape, layer["output_dim"]), [(layer["input_dim"], layer["output_dim"])]
    units = layer["units"]
    _trace_refuse_if(units < 1, "units are at least 1")
    kernel, biases = (shape[-1], units), _trace_biases(layer, units)
    if kind == "dense":
        return (*shape[:-1], units), [kernel, *biases]
    if kind == "gru" and layer.get("reset_after", True):
        biases *= 2
    out = (shape[0], units) if layer.get("return_sequences", False) else (units,)
    return out, [kernel, (units, units), *biases] * _TRACE_BLOCKS[kind]


def trace(layers, input_shape):
    table = []
    for index, layer in enumerate(layers):
        shape = table[-1][1] if table else tuple(input_shape)
        try:
            rank = _TRACE_RANKS.get(layer["type"], len(shape))
            _trace_refuse_if(rank != len(shape), f"expected {rank} axes, received {shape}")
            out, tensors = _trace_built(layer, shape)
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"layer {index}, {layer}: {fault!r}") from fault
        table.append((layer["type"], out, sum(prod(tensor) for tensor in tensors)))
    return table
