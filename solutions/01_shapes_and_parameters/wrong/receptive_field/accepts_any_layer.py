"""Computes a field for layers that cannot exist.

What would a window of no pixels see, or one that never moves on? Read the errors in the specification.
"""

FAILS = {"test_impossible_layers_are_refused"}


def receptive_field(layers):
    field, jump = 1, 1
    for layer in layers:
        field += (layer[0] - 1) * jump
        jump *= layer[1]
    return field, jump
