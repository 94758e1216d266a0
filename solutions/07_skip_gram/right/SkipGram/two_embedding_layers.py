"""Two embedding layers, the contexts' one made first, and the products as one matrix product a pair."""

import keras
from keras import ops


def _sizes(*sizes):
    if any(type(size) is not int for size in sizes):
        raise TypeError(f"expected integers, received {sizes}")
    if min(sizes) < 1:
        raise ValueError(f"expected sizes of at least 1, received {sizes}")


class SkipGram(keras.Model):
    def __init__(self, vocab, dim, seed=0):
        super().__init__()
        _sizes(vocab, dim)
        first = keras.initializers.RandomNormal(stddev=0.01, seed=seed)
        second = keras.initializers.RandomNormal(stddev=0.01, seed=seed + 1)
        self.contexts = keras.layers.Embedding(vocab, dim, embeddings_initializer=first)
        self.centers = keras.layers.Embedding(vocab, dim, embeddings_initializer=second)

    def call(self, inputs):
        centers, candidates = inputs
        v = self.contexts(candidates)
        return ops.matmul(v, self.centers(centers)[:, :, None])[:, :, 0]

    def word_vectors(self):
        return self.centers.get_weights()[0]
