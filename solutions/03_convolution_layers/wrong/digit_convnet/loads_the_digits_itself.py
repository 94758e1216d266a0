"""Trains on the digits that scikit-learn brings along, instead of those it is given.

train is told what to learn from: x and y. In the grader the classes bear other names, and no data set can be
loaded.
"""

import keras
from keras import layers
from sklearn.datasets import load_digits

FAILS = {
    "test_equal_seeds_give_equal_nets",
    "test_loss_is_the_cross_entropy_and_falls",
    "test_net_knows_what_it_was_taught",
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
    digits = load_digits()
    x, y = digits.images[..., None], digits.target
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, verbose=0)
