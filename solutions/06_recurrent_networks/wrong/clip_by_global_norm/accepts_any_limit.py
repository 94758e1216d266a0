"""Takes a limit of 0, or a negative one.

A negative limit turns the step round, uphill. Which error does the specification ask for?
"""

import numpy as np

FAILS = {
    "test_impossible_limits_are_refused",
}


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [None if grad is None else grad * scale for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(norm)
