"""Treats None as if it were an array.

A frozen weight has no gradient. What does your sum do with None?
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
    norm = np.sqrt(sum((grad**2).sum() for grad in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [grad * scale for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
