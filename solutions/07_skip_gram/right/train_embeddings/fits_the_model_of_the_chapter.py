"""Puts the chapter's own pieces together: pairs, noise, negatives, and the model in Keras."""

import keras
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
    model = SkipGram(vocab_size, dim, seed)  # noqa: F821  # of exercise 9, in the same notebook
    _demand_text(sentences, vocab_size, dim)
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    pairs = skipgram_pairs(sentences, 5)  # noqa: F821  # of exercise 2, in the same notebook
    counts = np.bincount(np.concatenate(sentences).astype(int))
    noise = noise_distribution(counts)  # noqa: F821  # of exercise 4, in the same notebook
    labels = np.tile(np.array([1, 0, 0, 0], "float32"), (len(pairs), 1))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2), loss=loss)
    for _ in range(2):
        negatives = sample_negatives(pairs[:, 1], 3, noise, rng)  # noqa: F821  # of exercise 6
        candidates = np.concatenate([pairs[:, 1:], negatives], axis=1)
        model.fit((pairs[:, 0], candidates), labels, batch_size=512, verbose=0)
    return model.word_vectors()
