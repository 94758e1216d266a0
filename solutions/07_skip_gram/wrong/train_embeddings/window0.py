"""Looks for neighbours in a window of 0, so that no word has one.

How many pairs do you train on? A text of 6000 sentences of six words should give 180,000.
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
    window = 0
    pairs = [
        (words[i], words[j])
        for words in sentences
        for i in range(len(words))
        for j in range(max(i - window, 0), min(i + window + 1, len(words)))
        if i != j
    ]
    pairs = rng.permutation(np.array(pairs, int).reshape(-1, 2))
    candidates = rng.integers(vocab_size, size=(len(pairs), 5))
    candidates[:, 0] = pairs[:, 1]
    labels = np.array([1, 0, 0, 0, 0])
    U, V = rng.uniform(-0.1, 0.1, (vocab_size, dim)), np.zeros((vocab_size, dim))
    for start in range(0, len(pairs), 64):
        c, x = pairs[start : start + 64, 0], candidates[start : start + 64]
        u, v = U[c], V[x]
        step = 0.05 * (labels - 1 / (1 + np.exp(-np.einsum("nd,nkd->nk", u, v))))
        np.add.at(U, c, np.einsum("nk,nkd->nd", step, v))
        np.add.at(V, x, step[:, :, None] * u[:, None])
    return U
