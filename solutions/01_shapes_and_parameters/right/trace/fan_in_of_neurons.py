"""Small classes, and one rule for all that learn: neurons times what each neuron reads. Walks recursively."""

from dataclasses import dataclass
from math import ceil, prod


@dataclass
class _TraceWindow:
    """A window that slides over the first two axes of a map."""

    size: int | tuple
    strides: int | tuple | None
    padding: int | str

    def slide(self, shape):
        rows, columns, _ = shape
        size, strides = self.both(self.size), self.both(self.size if self.strides is None else self.strides)
        return self.along(rows, size[0], strides[0]), self.along(columns, size[1], strides[1])

    def along(self, n, size, stride):
        if self.padding == "same":
            return ceil(n / stride)
        border = {"valid": 0}.get(self.padding, self.padding)
        if border < 0 or n + 2 * border < size:
            raise ValueError(f"a window of {size} does not fit into {n} with padding {border}")
        return 1 + (n + 2 * border - size) // stride

    @staticmethod
    def both(value):
        rows, columns = value if isinstance(value, tuple) else (value, value)
        if rows < 1 or columns < 1:
            raise ValueError(f"a window and its steps are at least 1, received {value!r}")
        return rows, columns


@dataclass
class _TraceNeurons:
    """So many neurons, each with a weight for everything it reads and so many biases."""

    neurons: int
    reads: int
    biases: int

    def params(self):
        if self.neurons < 1 or self.reads < 1:
            raise ValueError("a layer needs neurons, and they something to read")
        return self.neurons * (self.reads + self.biases)


def _trace_conv2d(shape, filters, kernel, strides=1, padding="valid", use_bias=True, groups=1):
    window = _TraceWindow(kernel, strides, padding)
    if groups < 1 or shape[-1] % groups or filters % groups:
        raise ValueError(f"{groups} groups do not divide {shape[-1]} channels and {filters} filters")
    reads = prod(window.both(kernel)) * (shape[-1] // groups)
    return (*window.slide(shape), filters), _TraceNeurons(filters, reads, int(use_bias)).params()


def _trace_pool(shape, pool=2, strides=None, padding="valid"):
    if not isinstance(padding, str):
        raise ValueError("pools know no padding by a count")
    return (*_TraceWindow(pool, strides, padding).slide(shape), shape[-1]), 0


def _trace_gap(shape):
    _, _, channels = shape
    return (channels,), 0


def _trace_dense(shape, units, use_bias=True):
    return (*shape[:-1], units), _TraceNeurons(units, shape[-1], int(use_bias)).params()


def _trace_embedding(shape, input_dim, output_dim):
    (steps,) = shape
    return (steps, output_dim), _TraceNeurons(output_dim, input_dim, 0).params()


def _trace_cell(shape, blocks, units, return_sequences=False, use_bias=True, reset_after=False):
    steps, features = shape
    neurons = _TraceNeurons(blocks * units, features + units, use_bias * (1 + reset_after))
    return (steps, units) if return_sequences else (units,), neurons.params()


def _trace_layer(shape, type, **options):
    match type:
        case "conv2d":
            return _trace_conv2d(shape, **options)
        case "maxpool" | "avgpool":
            return _trace_pool(shape, **options)
        case "gap":
            return _trace_gap(shape)
        case "flatten":
            return (prod(shape),), 0
        case "dense":
            return _trace_dense(shape, **options)
        case "embedding":
            return _trace_embedding(shape, **options)
        case "rnn":
            return _trace_cell(shape, 1, **options)
        case "lstm":
            return _trace_cell(shape, 4, **options)
        case "gru":
            return _trace_cell(shape, 3, **{"reset_after": True, **options})
    raise ValueError(f"unknown type {type!r}")


def _trace_from(index, layers, shape):
    if index == len(layers):
        return []
    try:
        out, params = _trace_layer(shape, **layers[index])
    except (TypeError, ValueError) as fault:
        raise ValueError(f"layer {index}: {fault}") from fault
    return [(layers[index]["type"], out, params), *_trace_from(index + 1, layers, out)]


def trace(layers, input_shape):
    return _trace_from(0, layers, tuple(input_shape))
