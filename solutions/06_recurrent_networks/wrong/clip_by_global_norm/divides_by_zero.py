"""Divides by the norm also where it is 0.

All gradients are zero: what is 0 / 0?
"""

import numpy as np

FAILS = {
    "test_zeros_stay_zeros",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = np.minimum(norm, max_norm) / np.float64(norm)
    clipped = [None if grad is None else grad * scale for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
