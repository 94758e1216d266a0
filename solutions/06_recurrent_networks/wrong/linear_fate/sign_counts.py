"""Compares the eigenvalues themselves with 1, and not their modulus.

What does (-2) to the power t do? And what is larger than 1 in a rotation that also stretches?
"""

import numpy as np

FAILS = {
    "test_modulus_decides",
    "test_radius_of_one_up_to_the_tolerance",
}


def hT(W, h0, t):
    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if t < 0 or W.ndim != 2 or W.shape[0] != W.shape[1] or h0.ndim != 2 or h0.shape[1] != len(W):
        raise ValueError("W must be square, h0 must fit, and t must be at least 0")
    values, Q = np.linalg.eig(W)
    h = h0 @ Q @ np.diag(values**t) @ np.linalg.inv(Q)
    return h.real.astype(W.dtype)


def fate(W, tol=1e-9):
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError("W must be square")
    size = np.linalg.eigvals(W).real.max()
    if abs(size - 1) <= tol:
        return "bounded"
    return "vanish" if size < 1 else "explode"
