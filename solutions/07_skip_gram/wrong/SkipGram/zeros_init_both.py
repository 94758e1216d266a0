"""Starts with zeros in both tables.

The gradient of u is made of v, and that of v is made of u. What are they at the start, and after a hundred
steps?
"""

import keras
from keras import ops

FAILS = {
    "test_fresh_model_has_no_idea",
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
        self.U = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")

    def call(self, inputs):
        centers, candidates = inputs
        u, v = self.U(centers), self.V(candidates)
        return ops.sum(u[:, None, :] * v, axis=-1)

    def word_vectors(self):
        return self.U.get_weights()[0]
