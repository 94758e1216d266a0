"""A functional net without a hidden dense layer: strided convolutions, and each map's average at the end."""

import keras
from keras import layers


def build():
    pictures = keras.Input((8, 8, 1))
    x = layers.Rescaling(1 / 8, offset=-1)(pictures)
    for filters, strides in ((16, 1), (32, 2), (48, 2)):
        x = layers.Conv2D(filters, 3, strides=strides, padding="same", activation="elu")(x)
    return keras.Model(pictures, layers.Dense(10)(layers.Flatten()(x)))


def train(model, x, y, seed):
    keras.utils.set_random_seed(seed)
    rate = keras.optimizers.schedules.CosineDecay(0.03, 12 * 32)
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum=0.9),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model.fit(x, y, batch_size=32, epochs=12, verbose=0)
