"""Squares over and over: powers from the binary digits of t, the radius from the growth of norms."""

import math

import numpy as np


def hT(W, h0, t):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if h0.ndim != 2 or h0.shape[1] != len(W) or t < 0:
        raise ValueError("h0 does not fit, or t is negative")

    h, power = h0.astype(W.dtype), W
    while t:
        if t % 2:
            h = h @ power
        t, power = t // 2, power @ power
    return h


def fate(W, tol=1e-9):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    log, power = 0.0, W  # power is W to the 2**k, divided by exp(log * 2**k)
    for k in range(60):
        size = np.linalg.norm(power)
        if size == 0:
            return "vanish"
        log += math.log(size) / 2**k
        power = power / size
        power = power @ power
    radius = math.exp(log)
    return "bounded" if abs(radius - 1) <= tol else ("explode" if radius > 1 else "vanish")
