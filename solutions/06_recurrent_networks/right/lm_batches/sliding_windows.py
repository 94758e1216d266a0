"""Slides a window over the stream and keeps every so many; log-sum-exp by logaddexp."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def lm_batches(ids, seq_len, stride=None):

    for count in (seq_len, *([] if stride is None else [stride])):
        if type(count) is not int:
            raise TypeError(f"expected an integer, received {count!r}")
        if count < 1:
            raise ValueError(f"expected at least 1, received {count}")
    if ids.ndim != 1 or ids.size <= seq_len:
        raise ValueError("the stream is too short")

    every = sliding_window_view(ids, seq_len + 1)[:: stride or seq_len].copy()
    return every[:, :seq_len], every[:, 1:]


def perplexity(logits, targets, mask=None):

    batch, steps, vocabulary = logits.shape
    if targets.shape != (batch, steps) or (mask is not None and mask.shape != (batch, steps)):
        raise ValueError("shapes")
    if not np.isin(targets, np.arange(vocabulary)).all() or (mask is not None and not mask.any()):
        raise ValueError("targets or mask")

    logits = logits.astype("float64")
    all_together = np.logaddexp.reduce(logits, axis=2)
    said = logits[np.arange(batch)[:, None], np.arange(steps), targets]
    return float(np.exp(np.average(all_together - said, weights=mask)))
