"""Returns the stride of the last layer for the jump.

Two layers with stride 2, one on the other: how many pixels of the input lie between what two neighbouring
outputs see?
"""

FAILS = {
    "test_earlier_strides_spread_the_taps",
    "test_gradients_reach_the_whole_field",
    "test_published_nets",
    "test_strides_multiply_into_the_jump",
}


def _whole_number(value, least=1):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    if value < least:
        raise ValueError(f"expected at least {least}, received {value}")
    return value


def receptive_field(layers):
    field, jump, stride = 1, 1, 1
    for kernel, stride in layers:
        for size in (kernel, stride):
            _whole_number(size)
        field += (kernel - 1) * jump
        jump *= stride
    return field, stride
