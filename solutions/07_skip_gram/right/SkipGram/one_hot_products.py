"""Weights made in build, and rows looked up by one-hot vectors; products summed by hand."""

import keras
import numpy as np
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
        rng = np.random.default_rng(seed)
        self.vocab, self.start = vocab, rng.normal(size=(2, vocab, dim)) / (10 * dim)

    def build(self, *shapes):
        self.tables = [
            self.add_weight(shape=one.shape, initializer=keras.initializers.Constant(one), name=name)
            for one, name in zip(self.start, "UV", strict=True)
        ]
        self.built = True

    def call(self, inputs):
        rows = [
            ops.matmul(ops.one_hot(ids, self.vocab), table)
            for ids, table in zip(inputs, self.tables, strict=True)
        ]
        return ops.sum(rows[0][:, None, :] * rows[1], axis=-1)

    def word_vectors(self):
        return self.tables[0].numpy()
