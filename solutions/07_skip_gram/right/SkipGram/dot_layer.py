"""Embedding layers and a Dot layer."""

import keras


def _sizes(*sizes):
    if any(type(size) is not int for size in sizes):
        raise TypeError(f"expected integers, received {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"expected sizes of at least 1, received {sizes}")


class SkipGram(keras.Model):
    def __init__(self, vocab, dim, seed=0):
        super().__init__()
        _sizes(vocab, dim)
        start = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed)
        self.u = keras.layers.Embedding(vocab, dim, embeddings_initializer=start)
        self.v = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")
        self.product = keras.layers.Dot(axes=(1, 2))

    def call(self, inputs):
        centers, candidates = inputs
        return self.product([self.u(centers), self.v(candidates)])

    def word_vectors(self):
        return self.u.get_weights()[0]
