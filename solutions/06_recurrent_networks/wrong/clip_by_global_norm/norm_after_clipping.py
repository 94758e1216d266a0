"""Returns the norm that the gradients have after clipping.

Which of the two norms tells you that gradients explode? Which one does the specification ask for?
"""

import numpy as np

FAILS = {
    "test_norm_is_that_before_clipping",
}


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError("max_norm must be above 0")
    norm = np.sqrt(sum((grad**2).sum() for grad in grads if grad is not None))
    scale = max_norm / norm if norm > max_norm else 1.0
    clipped = [None if grad is None else grad * scale for grad in grads]
    return [None if one is None else one.astype(grads[k].dtype) for k, one in enumerate(clipped)], float(
        min(norm, max_norm)
    )
