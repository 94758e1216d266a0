"""Begins to train whatever it is given.

What does your function do with a stream that is shorter than one window? The Raises part of
the specification lists what to refuse.
"""

import keras

FAILS = {
    "test_impossible_arguments",
}


def build_lm(vocab, units):
    layers = keras.layers
    symbols = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.Conv1D(2 * units, 3, padding="causal", activation="relu")(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    keras.utils.set_random_seed(seed)
    used = (len(ids) - 1) // seq_len * seq_len
    x, y = ids[:used].reshape(-1, seq_len), ids[1 : used + 1].reshape(-1, seq_len)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=6, verbose=0).history["loss"][-1])
