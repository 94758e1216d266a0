"""Stacks the four matrices along an axis of their own, and then flattens it away."""

import numpy as np


def _stacked_gates(params, letter, gates):
    missing = {letter + gate for gate in gates} - params.keys()
    if missing:
        raise ValueError(f"no {min(missing)} in params")
    return np.stack([params[letter + gate] for gate in gates])  # (4, ...)


def to_keras_lstm(params, notation):
    match notation:
        case "bardak":
            kernel, recurrent, bias = (_stacked_gates(params, letter, "ufco") for letter in "IWb")
        case "sjoberg":
            kernel, recurrent = (_stacked_gates(params, letter, "ifCo").swapaxes(1, 2) for letter in "UW")
            bias = np.zeros_like(recurrent[:, 0])
        case _:
            raise ValueError(f"no such notation: {notation}")
    glued = [np.einsum("gdh->dgh", one).reshape(one.shape[1], -1) for one in (kernel, recurrent)]
    return [*glued, bias.ravel()]
