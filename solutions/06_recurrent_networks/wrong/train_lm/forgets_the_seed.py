"""Leaves chance to itself.

Train two equal models with one seed: are they equal afterwards? Who was told the seed?
"""

import keras
import numpy as np

FAILS = {
    "test_equal_seeds_give_equal_models",
}


def demand_counts(**counts):
    for name, count in counts.items():
        if type(count) is not int:
            raise TypeError(f"{name} is no integer")
        if count < 1:
            raise ValueError(f"{name} is below 1")


def demand_stream(ids, seq_len):
    demand_counts(seq_len=seq_len)
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer) or len(ids) < seq_len + 1:
        raise ValueError("no stream, or too short a one")


def build_lm(vocab, units):
    demand_counts(vocab=vocab, units=units)
    layers = keras.layers
    symbols = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.Conv1D(2 * units, 3, padding="causal", activation="relu")(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    demand_stream(ids, seq_len)
    used = (len(ids) - 1) // seq_len * seq_len
    x, y = ids[:used].reshape(-1, seq_len), ids[1 : used + 1].reshape(-1, seq_len)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=6, verbose=0).history["loss"][-1])
