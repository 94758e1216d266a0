"""Hands out the same net each time, with its weights drawn anew.

Call build twice and train one of the two nets. What has become of the other?
"""

import keras
from keras import layers

FAILS = {
    "test_every_net_is_a_new_one",
}


_kept = []


def build():
    new = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 16),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    if not _kept:
        _kept.append(new)
    _kept[0].set_weights(new.get_weights())
    return _kept[0]


def train(model, x, y, seed):
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, verbose=0)
