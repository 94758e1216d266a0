"""Lays all numbers end to end, scales the line, and cuts it up again."""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    if max_norm <= 0:
        raise ValueError(f"max_norm is {max_norm}")
    there = [grad for grad in grads if grad is not None]
    if not there:
        return list(grads), 0.0
    line = np.concatenate([grad.ravel() for grad in there])
    norm = float(np.linalg.norm(line))
    if norm > max_norm:
        line = line / norm * max_norm
    parts = iter(np.split(line, np.cumsum([grad.size for grad in there])[:-1]))
    return [
        None if grad is None else next(parts).reshape(grad.shape).astype(grad.dtype) for grad in grads
    ], norm
