"""Adds kernel - 1 for every layer, strided or not.

One step in a strided map spans several pixels of the input. How many, after a layer with stride 2?
"""

FAILS = {
    "test_earlier_strides_spread_the_taps",
    "test_gradients_reach_the_whole_field",
    "test_published_nets",
}


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def receptive_field(layers):
    field, jump = 1, 1
    for kernel, stride in layers:
        for size in (kernel, stride):
            _whole_number(size)
        field += kernel - 1
        jump *= stride
    return field, jump
