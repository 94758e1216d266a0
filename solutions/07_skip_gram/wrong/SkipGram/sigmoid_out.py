"""Returns beliefs instead of scores.

The loss is told that it gets logits, and puts a sigmoid on them. How many sigmoids are there in your model
then? Print the smallest and the largest output.
"""

import keras
from keras import ops

FAILS = {
    "test_fresh_model_has_no_idea",
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
        self.V = keras.layers.Embedding(vocab, dim, embeddings_initializer="zeros")

    def call(self, inputs):
        centers, candidates = inputs
        u, v = self.U(centers), self.V(candidates)
        return ops.sigmoid(ops.sum(u[:, None, :] * v, axis=-1))

    def word_vectors(self):
        return self.U.get_weights()[0]
