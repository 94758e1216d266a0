"""Gives each word a bias besides its vectors.

How many weights does the specification list, and of which shapes? A bias for frequent words is a fine idea,
but for another model.
"""

import keras
from keras import ops

FAILS = {
    "test_fit_steps_down_the_slope_of_the_pairs",
    "test_scores_are_products_of_rows",
    "test_two_tables_and_nothing_else",
    "test_word_vectors_are_the_table_of_the_centres",
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
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")
        self.b = keras.layers.Embedding(vocab, 1, embeddings_initializer="zeros")

    def call(self, inputs):
        centers, candidates = inputs
        u, v = self.U(centers), self.V(candidates)
        return ops.sum(u[:, None, :] * v, axis=-1) + self.b(candidates)[:, :, 0]

    def word_vectors(self):
        return self.U.get_weights()[0]
