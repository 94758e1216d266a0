"""Starts from the chance of the day, whatever the seed.

Make two models with the same seed. Are their tables the same? Who draws the numbers?
"""

import keras
from keras import ops

FAILS = {
    "test_start_follows_from_the_seed",
}


def _sizes(*sizes):
    if any(type(size) is not int for size in sizes):
        raise TypeError(f"expected integers, received {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"expected sizes of at least 1, received {sizes}")


class SkipGram(keras.Model):
    def __init__(self, vocab, dim, seed=0):
        super().__init__()
        _sizes(vocab, dim)
        start = keras.initializers.RandomUniform(-0.05, 0.05)
        self.U = keras.layers.Embedding(vocab, dim, embeddings_initializer=start)
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")

    def call(self, inputs):
        centers, candidates = inputs
        u, v = self.U(centers), self.V(candidates)
        return ops.sum(u[:, None, :] * v, axis=-1)

    def word_vectors(self):
        return self.U.get_weights()[0]
