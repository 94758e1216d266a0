"""A simple recurrent network, as a subclass of keras.Model, clipped number by number."""

import keras
import numpy as np


class Speaker(keras.Model):
    def __init__(self, vocab, units):
        super().__init__()
        self.symbols = keras.layers.Embedding(vocab, units)
        self.memory = keras.layers.SimpleRNN(units, return_sequences=True)
        self.scores = keras.layers.Dense(vocab)

    def call(self, ids):
        return self.scores(self.memory(self.symbols(ids)))


def at_least_one(count):
    if type(count) is not int:
        raise TypeError(count)
    if count < 1:
        raise ValueError(count)
    return count


def build_lm(vocab, units):
    return Speaker(at_least_one(vocab), at_least_one(units))


def train_lm(model, ids, seq_len, seed):
    count = (np.size(ids) - 1) // at_least_one(seq_len)
    if ids.ndim != 1 or count < 1 or ids.dtype.kind == "f":
        raise ValueError("expected a stream of integers that fills a window")
    keras.utils.set_random_seed(seed)
    x = np.stack([ids[k * seq_len : (k + 1) * seq_len] for k in range(count)])
    y = np.stack([ids[k * seq_len + 1 : (k + 1) * seq_len + 1] for k in range(count)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Nadam(5e-3, clipvalue=0.5), loss=loss)
    return model.fit(x, y, batch_size=40, epochs=8, verbose=0).history["loss"][-1]
