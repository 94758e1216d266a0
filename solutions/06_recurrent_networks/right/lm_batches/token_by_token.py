"""Plain lists and plain loops, with the math module."""

import math

import numpy as np


def lm_batches(ids, seq_len, stride=None):

    for count in (seq_len, *([] if stride is None else [stride])):
        if type(count) is not int:
            raise TypeError(f"expected an integer, received {count!r}")
        if count < 1:
            raise ValueError(f"expected at least 1, received {count}")
    if ids.ndim != 1 or ids.size <= seq_len:
        raise ValueError("the stream is too short")

    x, y, start = [], [], 0
    while start + seq_len < len(ids):
        x.append([ids[start + t] for t in range(seq_len)])
        y.append([ids[start + t + 1] for t in range(seq_len)])
        start += stride or seq_len
    return np.array(x, ids.dtype), np.array(y, ids.dtype)


def perplexity(logits, targets, mask=None):

    batch, steps, vocabulary = logits.shape
    if targets.shape != (batch, steps) or (mask is not None and mask.shape != (batch, steps)):
        raise ValueError("shapes")
    if not np.isin(targets, np.arange(vocabulary)).all() or (mask is not None and not mask.any()):
        raise ValueError("targets or mask")

    surprises = []
    for n, t in np.ndindex(batch, steps):
        if mask is None or mask[n, t]:
            right = float(logits[n, t, targets[n, t]])
            others = [float(one) - right for one in logits[n, t]]
            top = max(others)
            surprises.append(top + math.log(math.fsum(math.exp(one - top) for one in others)))
    return math.exp(math.fsum(surprises) / len(surprises))
