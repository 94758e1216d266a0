"""Makes rows of zeros and a one of the labels, and gives them to the sparse loss.

What shape has y, and what shape does a *sparse* loss expect?
"""

import keras
from keras import layers

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
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, keras.utils.to_categorical(y, 10), batch_size=32, epochs=10, verbose=0)
