"""Starts with one output and widens it layer by layer, from the last one back to the input."""


def receptive_field(layers):
    needed, jump = 1, 1
    for kernel, stride in reversed(_checked_layers(layers)):
        needed = (needed - 1) * stride + kernel  # entries of this layer's input
        jump *= stride
    return needed, jump


def _checked_layers(layers):
    for layer in layers:
        if len(layer) != 2:
            raise ValueError(f"a layer is a pair (kernel, stride), received {layer!r}")
        for size in layer:
            if isinstance(size, bool) or not isinstance(size, int):
                raise TypeError(f"kernel and stride are integers, received {layer!r}")
            if size < 1:
                raise ValueError(f"kernel and stride are at least 1, received {layer!r}")
    return layers
