"""Divides by the lengths of the vectors, so that scores are cosines.

Between which numbers do your scores lie? How sure can the model ever be, and what loss does that leave?
"""

import keras
from keras import ops

FAILS = {
    "test_fit_steps_down_the_slope_of_the_pairs",
    "test_scores_are_products_of_rows",
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
        start = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed)
        self.U = keras.layers.Embedding(vocab, dim, embeddings_initializer=start)
        other = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed + 1)
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer=other)

    def call(self, inputs):
        centers, candidates = inputs
        u, v = (ops.normalize(one, axis=-1) for one in (self.U(centers), self.V(candidates)))
        return ops.sum(u[:, None, :] * v, axis=-1)

    def word_vectors(self):
        return self.U.get_weights()[0]
