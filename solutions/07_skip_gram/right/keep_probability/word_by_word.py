"""Goes through the words with Python's numbers."""

from math import fsum, sqrt

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
    total, keep = fsum(counts), []
    for count in map(float, counts):
        if count <= t * total:
            keep.append(1.0)
            continue
        ratio = t * total / count
        keep.append(min(1.0, sqrt(ratio) if variant == "paper" else sqrt(ratio) + ratio))
    return np.array(keep)
