"""Lets True pass for the number 1.

What does isinstance(True, int) say in Python, and what does the specification say about a bool?
"""

import keras
from keras import ops

FAILS = {
    "test_impossible_models_are_refused",
}


def _sizes(*sizes):
    if not all(isinstance(size, int) for size in sizes):
        raise TypeError(f"expected integers, received {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"expected sizes of at least 1, received {sizes}")


class SkipGram(keras.Model):
    def __init__(self, vocab, dim, seed=0):
        super().__init__()
        _sizes(vocab, dim)
        start = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed)
        self.U = keras.layers.Embedding(vocab, dim, embeddings_initializer=start)
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")

    def call(self, inputs):
        centers, candidates = inputs
        u, v = self.U(centers), self.V(candidates)
        return ops.sum(u[:, None, :] * v, axis=-1)

    def word_vectors(self):
        return self.U.get_weights()[0]
