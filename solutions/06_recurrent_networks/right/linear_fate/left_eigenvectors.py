"""Splits the state into rows that keep their direction, and lets each go its own way."""

import numpy as np


def hT(W, h0, t):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if h0.ndim != 2 or h0.shape[1] != len(W) or t < 0:
        raise ValueError("h0 does not fit, or t is negative")

    values, columns = np.linalg.eig(W.T)
    rows = columns.T.astype("complex128")  # rows @ W = values * rows
    shares = h0 @ np.linalg.inv(rows)
    parts = [np.outer(shares[:, k] * values[k] ** t, rows[k]) for k in range(len(W))]
    return np.sum(parts, axis=0).real.astype(W.dtype)


def fate(W, tol=1e-9):

    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError(f"W has shape {W.shape}")

    squares = (lambda values: values.real**2 + values.imag**2)(np.linalg.eig(W.T)[0])
    if np.any(squares > (1 + tol) ** 2):
        return "explode"
    return "vanish" if np.all(squares < (1 - tol) ** 2) else "bounded"
