"""Writes (sqrt(f / t) + 1) * (t / f), as the program in C does, and without the 1 for the paper."""

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
    f = np.asarray(counts, "float64")
    f = f / f.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        keep = (np.sqrt(f / t) + (variant == "c")) * (t / f)
    return np.where((f == 0) | (keep > 1), 1.0, keep)
