"""Brings every list of gradients to the limit, the short ones too.

A gradient near the minimum is short for a good reason. When is nothing to be done?
"""

import numpy as np

FAILS = {
    "test_short_gradients_stay_as_they_are",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = max_norm / norm if norm > 0 else 1.0
    clipped = [None if grad is None else grad * scale for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
