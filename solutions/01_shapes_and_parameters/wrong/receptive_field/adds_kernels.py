"""Adds up the sizes of the kernels.

Two 3 x 3 layers see 5 pixels across, not 6. Which pixel did you count twice? And how far does a 1 x 1 layer
see?
"""

FAILS = {
    "test_depth_widens_the_field",
    "test_earlier_strides_spread_the_taps",
    "test_gradients_reach_the_whole_field",
    "test_one_by_one_layers_see_no_further",
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
    field, jump = 0, 1
    for kernel, stride in layers:
        for size in (kernel, stride):
            _whole_number(size)
        field += kernel
        jump *= stride
    return max(field, 1), jump
