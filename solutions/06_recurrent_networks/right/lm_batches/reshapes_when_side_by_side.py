"""Reshapes where windows lie side by side; the geometric mean of 1 / p from a one-hot product."""

import numpy as np


def lm_batches(ids, seq_len, stride=None):

    for count in (seq_len, *([] if stride is None else [stride])):
        if type(count) is not int:
            raise TypeError(f"expected an integer, received {count!r}")
        if count < 1:
            raise ValueError(f"expected at least 1, received {count}")
    if ids.ndim != 1 or ids.size <= seq_len:
        raise ValueError("the stream is too short")

    if stride is None or stride == seq_len:
        count = (len(ids) - 1) // seq_len
        halves = (ids[: count * seq_len], ids[1 : count * seq_len + 1])
        return tuple(half.reshape(count, seq_len).copy() for half in halves)
    starts = np.flatnonzero(np.arange(len(ids) - seq_len) % stride == 0)
    x = np.stack([ids[starts + t] for t in range(seq_len)], axis=1)
    return x, np.stack([ids[starts + 1 + t] for t in range(seq_len)], axis=1)


def perplexity(logits, targets, mask=None):

    batch, steps, vocabulary = logits.shape
    if targets.shape != (batch, steps) or (mask is not None and mask.shape != (batch, steps)):
        raise ValueError("shapes")
    if not np.isin(targets, np.arange(vocabulary)).all() or (mask is not None and not mask.any()):
        raise ValueError("targets or mask")

    flat = logits.reshape(-1, vocabulary).astype("float64")
    onehot = np.eye(vocabulary)[targets.ravel()]
    gap = flat - (flat * onehot).sum(axis=1, keepdims=True)  # 0 at the target
    top = gap.max(axis=1)
    nats = top + np.log(np.exp(gap - top[:, None]).sum(axis=1))
    weight = np.ones(len(flat)) if mask is None else mask.ravel().astype(float)
    return float(np.exp(weight @ nats / weight.sum()))
