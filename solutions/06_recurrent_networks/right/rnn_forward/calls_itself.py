"""The states of a sequence are those of all but its last step, and one more."""

import numpy as np


def _unrolled_rnn(x, h0, U, W, b):
    if x.shape[1] == 0:
        return h0[:, None]
    before = _unrolled_rnn(x[:, :-1], h0, U, W, b)
    read = x[:, -1] if U is None else np.einsum("nd,dh->nh", x[:, -1], U)
    now = np.tanh(read + np.einsum("nj,jk->nk", before[:, -1], W) + b)
    return np.concatenate([before, now[:, None]], axis=1)


def rnn_forward(x, h0, U, W, b):

    if x.ndim != 3 or W.ndim != 2 or b.ndim != 1:
        raise ValueError("x needs three axes, W two, b one")
    batch, steps, features = x.shape
    units = len(b)
    if (W.shape, h0.shape) != ((units, units), (batch, units)):
        raise ValueError(f"W has shape {W.shape}, h0 {h0.shape}")
    if (U is None and features != units) or (U is not None and U.shape != (features, units)):
        raise ValueError("x does not fit")

    assert steps
    return _unrolled_rnn(x, h0, U, W, b)[:, 1:]
