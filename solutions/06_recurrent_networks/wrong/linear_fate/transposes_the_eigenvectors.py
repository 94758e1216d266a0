"""Takes the transpose of Q for its inverse, as the slides print it.

For which matrices is the inverse of Q its transpose? Is your W symmetric?
"""

import numpy as np

FAILS = {
    "test_states_after_many_steps",
    "test_states_that_turn",
    "test_what_vanishes_can_grow_first",
}


def hT(W, h0, t):
    if type(t) is not int:
        raise TypeError(f"t is {t!r}")
    if t < 0 or W.ndim != 2 or W.shape[0] != W.shape[1] or h0.ndim != 2 or h0.shape[1] != len(W):
        raise ValueError("W must be square, h0 must fit, and t must be at least 0")
    values, Q = np.linalg.eig(W)
    h = h0 @ Q @ np.diag(values**t) @ Q.T
    return h.real.astype(W.dtype)


def fate(W, tol=1e-9):
    if W.ndim != 2 or W.shape[0] != W.shape[1]:
        raise ValueError("W must be square")
    size = np.abs(np.linalg.eigvals(W)).max()
    if abs(size - 1) <= tol:
        return "bounded"
    return "vanish" if size < 1 else "explode"
