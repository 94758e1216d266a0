"""Divides everything by how many times too long it is, or by 1."""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    if max_norm <= 0:
        raise ValueError(f"expected a limit above 0, received {max_norm}")
    squares = [np.vdot(grad, grad) for grad in grads if grad is not None]
    norm = float(np.sqrt(np.sum(squares)))
    too_long = max(1.0, norm / max_norm)
    answer = []
    for grad in grads:
        answer.append(None if grad is None else np.true_divide(grad, too_long, dtype=grad.dtype))
    return answer, norm
