"""A gated recurrent unit on the pairs of exercise 9, with ever smaller steps, clipped array by array."""

import keras


def build_lm(vocab, units):
    if not all(type(count) is int for count in (vocab, units)):
        raise TypeError("expected integers")
    if min(vocab, units) < 1:
        raise ValueError("expected 1 at least")
    net = keras.Sequential([keras.layers.Embedding(vocab, vocab)])
    net.add(keras.layers.GRU(units, return_sequences=True))
    net.add(keras.layers.Dense(vocab))
    return net


def train_lm(model, ids, seq_len, seed):
    if ids.dtype.kind not in "iu":
        raise ValueError("expected integers")
    x, y = lm_batches(ids, seq_len)  # noqa: F821  # exercise 9
    keras.utils.set_random_seed(seed)
    size, epochs = 64, 10
    rate = keras.optimizers.schedules.CosineDecay(2e-2, epochs * -(-len(x) // size))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate, clipnorm=1.0), loss=loss, metrics=["accuracy"])
    history = model.fit(x, y, batch_size=size, epochs=epochs, verbose=0)
    return float(history.history["loss"][-1])
