"""Does nothing with the seed.

In what order are the pictures taken, and who has drawn that order? Train twice from the same weights.
"""

import keras
from keras import layers

FAILS = {
    "test_equal_seeds_give_equal_nets",
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
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )


def train(model, x, y, seed):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, verbose=0)
