"""Puts a wide dense layer behind Flatten, where nearly all weights then sit.

Count the weights layer by layer, as in exercise 1.8. Where do they sit?
"""

import keras
from keras import layers

FAILS = {
    "test_net_is_small",
}


def build():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 16),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(10),
        ]
    )


def train(model, x, y, seed):
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, verbose=0)
