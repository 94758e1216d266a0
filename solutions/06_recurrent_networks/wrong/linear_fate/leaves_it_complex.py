"""Returns complex numbers where eigenvalues are complex.

W and h0 are real, so what are their products? Which dtype has your answer when W is a rotation?
"""

import numpy as np

FAILS = {
    "test_states_that_turn",
}


def hT(W, h0, t):
    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if t < 0 or W.ndim != 2 or W.shape[0] != W.shape[1] or h0.ndim != 2 or h0.shape[1] != len(W):
        raise ValueError("W must be square, h0 must fit, and t must be at least 0")
    values, Q = np.linalg.eig(W)
    h = h0 @ Q @ np.diag(values**t) @ np.linalg.inv(Q)
    return h if np.iscomplexobj(h) else h.astype(W.dtype)


def fate(W, tol=1e-9):
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError("W must be square")
    size = np.abs(np.linalg.eigvals(W)).max()
    if abs(size - 1) <= tol:
        return "bounded"
    return "vanish" if size < 1 else "explode"
