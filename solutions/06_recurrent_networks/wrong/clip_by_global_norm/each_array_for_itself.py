"""Shortens each array for itself, as Keras's clipnorm does.

Divide every number that comes out by the one that went in. Is the factor the same in all arrays? Did the
direction change?
"""

import numpy as np

FAILS = {
    "test_long_gradients_are_shortened_together",
    "test_missing_gradients_stay_missing",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    clipped = []
    for grad in grads:
        own = 0.0 if grad is None else np.linalg.norm(grad)
        clipped.append(grad if own <= max_norm else grad * (max_norm / own))
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
