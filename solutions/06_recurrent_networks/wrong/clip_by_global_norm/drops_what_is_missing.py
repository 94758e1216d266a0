"""Leaves out the places where there is no gradient.

The optimizer pairs gradients with weights by their place in the list. How long is your list?
"""

import numpy as np

FAILS = {
    "test_missing_gradients_stay_missing",
    "test_short_gradients_stay_as_they_are",
    "test_zeros_stay_zeros",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [(grad * scale).astype(grad.dtype) for grad in grads if grad is not None], float(norm)
