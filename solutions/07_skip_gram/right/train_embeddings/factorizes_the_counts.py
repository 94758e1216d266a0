"""Learns nothing step by step: counts neighbours in windows that breathe, and factorizes their information.

What skip-gram converges to is a factorization of the pointwise mutual information (Levy and Goldberg),
so doing it at once answers the question as well.
"""

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
    met = np.zeros((vocab_size, vocab_size))
    for words in sentences:
        for here, center in enumerate(words):
            width = rng.integers(2, 6)
            for context in words[max(here - width, 0) : here] + words[here + 1 : here + width + 1]:
                met[center, context] += 1
    alone = met.sum(axis=1, keepdims=True) * met.sum(axis=0) / met.sum()
    information = np.log(np.maximum(met / np.maximum(alone, 1e-12), 1))
    left, sizes, _ = np.linalg.svd(information)
    vectors = np.zeros((vocab_size, dim))
    vectors[:, : len(sizes)] = (left * np.sqrt(sizes))[:, :dim]
    return vectors + rng.normal(scale=1e-2, size=vectors.shape)
