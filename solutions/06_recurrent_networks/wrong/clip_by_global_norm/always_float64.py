"""Answers in float64, whatever it was given.

float32 in, float32 out: what does a float64 factor make of a float32 array?
"""

import numpy as np

FAILS = {
    "test_long_gradients_are_shortened_together",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [None if grad is None else grad * scale for grad in grads]
    return [None if one is None else one.astype("float64") for one in clipped], float(norm)
