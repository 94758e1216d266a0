"""Plain steps of exercise 8, with a window that breathes, a few negatives, and ever smaller steps."""

import numpy as np


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
    counts = np.bincount(np.concatenate(sentences).astype(int), minlength=vocab_size)
    noise = counts**0.75 / np.sum(counts**0.75)
    U = rng.uniform(-0.5, 0.5, (vocab_size, dim)) / dim
    V = np.zeros((vocab_size, dim))
    epochs = 3
    for epoch in range(epochs):
        pairs = skipgram_pairs(sentences, 4, True, rng)  # noqa: F821  # of exercise 2, in the same notebook
        pairs = rng.permutation(pairs)
        negatives = rng.choice(vocab_size, (len(pairs), 3), p=noise)
        for start in range(0, len(pairs), 64):
            some, drawn = pairs[start : start + 64], negatives[start : start + 64]
            rate = 0.06 * (1 - (epoch + start / len(pairs)) / epochs)
            U, V = sgns_sparse_update(U, V, some[:, 0], some[:, 1], drawn, rate)  # noqa: F821  # exercise 8
    return U
