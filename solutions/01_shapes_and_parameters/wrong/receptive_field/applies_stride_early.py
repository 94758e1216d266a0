"""Multiplies the jump by a layer's stride before its own kernel is added.

A layer's own stride acts after its window: it says where the next window stands. What does a single 11-tap
layer with stride 4 see?
"""

FAILS = {
    "test_gradients_reach_the_whole_field",
    "test_own_stride_acts_after_the_window",
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
        jump *= stride
        field += (kernel - 1) * jump
    return field, jump
