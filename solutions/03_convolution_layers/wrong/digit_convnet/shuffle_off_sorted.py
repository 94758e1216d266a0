"""Takes the pictures in the order in which they come, sorted by class.

What does one batch contain? And the last one, before the net is judged?
"""

import keras
from keras import layers

FAILS = {
    "test_new_digits_are_read",
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
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, shuffle=False, verbose=0)
