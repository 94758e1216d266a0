"""Finds the probability of being thrown away, as the paper has it, and takes it from 1."""

import numpy as np


def _demand_shares(counts, t, variant):
    if not t > 0:
        raise ValueError(f"a threshold of {t}")
    if variant not in {"paper", "c"}:
        raise ValueError(f"unknown variant {variant!r}")
    if min(counts) < 0 or max(counts) <= 0:
        raise ValueError("impossible counts")


def keep_probability(counts, t=1e-3, variant="paper"):
    _demand_shares(counts, t, variant)
    share = counts.astype("float64") / counts.astype("float64").sum()
    discard = np.zeros(len(counts))
    seen = share > 0
    root = np.sqrt(t / share[seen])
    discard[seen] = 1 - root - (root**2 if variant == "c" else 0)
    return 1 - np.clip(discard, 0, 1)
