"""Cuts every number at the limit, as Keras's clipvalue does.

What becomes of (3, 4) and (0, 12) under a limit of 1: is the answer parallel to the question?
"""

import numpy as np

FAILS = {
    "test_impossible_limits_are_refused",
    "test_long_gradients_are_shortened_together",
    "test_missing_gradients_stay_missing",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    clipped = [None if grad is None else np.clip(grad, -max_norm, max_norm) for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
