"""Averages over each sequence, and then over the sequences.

A sequence of two real steps and one of twenty: does each step count alike?
"""

import numpy as np

FAILS = {
    "test_impossible_questions_are_refused",
    "test_pads_do_not_count",
}


def lm_batches(ids, seq_len, stride=None):
    stride = seq_len if stride is None else stride
    if type(seq_len) is not int or type(stride) is not int:
        raise TypeError("seq_len and stride must be integers")
    if seq_len < 1 or stride < 1 or ids.ndim != 1 or len(ids) < seq_len + 1:
        raise ValueError("the stream cannot be cut so")
    starts = range(0, len(ids) - seq_len, stride)
    x = np.stack([ids[start : start + seq_len] for start in starts])
    y = np.stack([ids[start + 1 : start + seq_len + 1] for start in starts])
    return x, y


def perplexity(logits, targets, mask=None):
    batch, steps, vocabulary = logits.shape
    mask = np.ones((batch, steps), bool) if mask is None else mask
    if targets.shape != (batch, steps) or mask.shape != (batch, steps) or not mask.any():
        raise ValueError("targets and mask must fit, and a step be real")
    if targets.min() < 0 or targets.max() >= vocabulary:
        raise ValueError("a target is not in the vocabulary")
    logits = logits - logits.max(axis=-1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    nll = -np.take_along_axis(logs, targets[..., None], axis=-1)[..., 0]
    return float(
        np.exp(np.mean([one[real].mean() for one, real in zip(nll, mask, strict=True) if real.any()]))
    )
