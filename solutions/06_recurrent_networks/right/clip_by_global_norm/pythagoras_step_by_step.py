"""Adds one number after the other to the length, by Pythagoras."""

import math


def clip_by_global_norm(grads, max_norm):
    if not max_norm > 0:
        raise ValueError(f"max_norm is {max_norm}")
    norm = 0.0
    for grad in grads:
        for number in [] if grad is None else grad.flat:
            norm = math.hypot(norm, number)
    shorter = (lambda grad: grad * (max_norm / norm)) if norm > max_norm else (lambda grad: grad.copy())
    return [grad if grad is None else shorter(grad).astype(grad.dtype) for grad in grads], norm
