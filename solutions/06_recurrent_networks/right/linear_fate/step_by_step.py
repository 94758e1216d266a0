"""Takes one step after the other; the moduli are sorted."""

import numpy as np


def hT(W, h0, t):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if h0.ndim != 2 or h0.shape[1] != len(W) or t < 0:
        raise ValueError("h0 does not fit, or t is negative")

    h = h0.copy()
    for _ in range(t):
        h = h @ W
    return h


def fate(W, tol=1e-9):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    *_, largest = sorted(abs(value) for value in np.linalg.eigvals(W).tolist())
    verdicts = [(largest > 1 + tol, "explode"), (largest < 1 - tol, "vanish"), (True, "bounded")]
    return next(verdict for holds, verdict in verdicts if holds)
