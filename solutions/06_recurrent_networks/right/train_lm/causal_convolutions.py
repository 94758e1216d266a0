"""No recurrent layer at all: convolutions that look back."""

import keras


def build_lm(vocab, units):
    layers = keras.layers
    symbols = keras.Input((None,), dtype="int32")
    x = layers.Embedding(vocab, units)(symbols)
    x = layers.Conv1D(2 * units, 3, padding="causal", activation="relu")(x)
    return keras.Model(symbols, layers.Dense(vocab)(x))


def train_lm(model, ids, seq_len, seed):
    keras.utils.set_random_seed(seed)
    count = (len(ids) - 1) // seq_len
    x = ids[: count * seq_len].reshape(count, seq_len)
    y = ids[1 : count * seq_len + 1].reshape(count, seq_len)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(1e-2, global_clipnorm=1.0), loss=loss)
    return float(model.fit(x, y, batch_size=32, epochs=8, verbose=0).history["loss"][-1])
