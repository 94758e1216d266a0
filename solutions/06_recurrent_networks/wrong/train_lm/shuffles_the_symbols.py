"""Shuffles the stream before it is cut into windows.

What can be predicted if the order is gone? Shuffle windows, not symbols.
"""

import keras
import numpy as np

FAILS = {"unknown"}


def build_lm(vocab, units):
    layers = keras.layers
    symbols = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.GRU(units, return_sequences=True)(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    keras.utils.set_random_seed(seed)
    ids = np.random.permutation(ids)
    count = (len(ids) - 1) // seq_len
    x = ids[: count * seq_len].reshape(count, seq_len)
    y = ids[1 : count * seq_len + 1].reshape(count, seq_len)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=8, verbose=0).history["loss"][-1])
