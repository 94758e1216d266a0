"""Goes on with the state in which the batch before it ended.

Is row 3 of this batch what follows row 3 of the last one, when batches are
shuffled? And what does stateful=True ask of the batch size?
"""

import keras
import numpy as np

FAILS = {
    "test_future_is_not_known",
    "test_impossible_arguments",
    "test_logits_at_every_step",
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
    symbols = keras.Input((None,), batch_size=32, dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.LSTM(units, return_sequences=True, stateful=True)(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    demand_stream(ids, seq_len)
    keras.utils.set_random_seed(seed)
    used = (len(ids) - 1) // (32 * seq_len) * (32 * seq_len)
    x, y = ids[:used].reshape(-1, seq_len), ids[1 : used + 1].reshape(-1, seq_len)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=6, verbose=0).history["loss"][-1])
