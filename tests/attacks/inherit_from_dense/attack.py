"""Inherit the layer that is to be written from the library's own."""

import keras

print("TRIED")


class ScaledDense(keras.layers.Dense):
    pass
