"""Trains on copies, and returns the table that it started with.

Compare what you return with what the seed gave you before the first step. What has changed?
"""

import numpy as np

FAILS = {
    "test_company_decides",
}


def _demand_text(sentences, vocab_size, dim):
    for count in (vocab_size, dim):
        if type(count) is not int:
            raise TypeError(f"{count!r} is no integer")
        if count < 1:
            raise ValueError(f"{count} is too few")
    if not {word for words in sentences for word in words} <= {*range(vocab_size)}:
        raise ValueError("an unknown word")
    if max((len({*words}) for words in sentences), default=0) < 2:
        raise ValueError("nobody has a neighbour")


def train_embeddings(sentences, vocab_size, dim, seed):
    _demand_text(sentences, vocab_size, dim)
    rng = np.random.default_rng(seed)
    pairs = [
        (a, b) for words in sentences for i, a in enumerate(words) for j, b in enumerate(words) if i != j
    ]
    pairs = rng.permutation(np.array(pairs))
    noise = np.bincount(pairs[:, 1], minlength=vocab_size) ** 0.75
    candidates = rng.choice(vocab_size, (len(pairs), 5), p=noise / noise.sum())
    candidates[:, 0] = pairs[:, 1]
    labels = np.array([1, 0, 0, 0, 0])
    start, V = np.random.default_rng(seed).uniform(-0.2, 0.2, (vocab_size, dim)), np.zeros((vocab_size, dim))
    U = start.copy()
    for at in range(0, len(pairs), 64):
        c, x = pairs[at : at + 64, 0], candidates[at : at + 64]
        u, v = U[c], V[x]
        step = 0.05 * (labels - 1 / (1 + np.exp(-np.einsum("nd,nkd->nk", u, v))))
        np.add.at(U, c, np.einsum("nk,nkd->nd", step, v))
        np.add.at(V, x, step[:, :, None] * u[:, None])
    return start
