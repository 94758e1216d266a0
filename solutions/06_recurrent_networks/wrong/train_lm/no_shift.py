"""Teaches the model to say what it has just read.

What is y for the window 5 1 4 of the stream 5 1 4 2? A loss that falls to zero at once is suspicious.
"""

import keras

FAILS = {"unknown"}


def build_lm(vocab, units):
    layers = keras.layers
    symbols = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.GRU(units, return_sequences=True)(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    keras.utils.set_random_seed(seed)
    count = (len(ids) - 1) // seq_len
    x = ids[: count * seq_len].reshape(count, seq_len)
    y = x
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=8, verbose=0).history["loss"][-1])
