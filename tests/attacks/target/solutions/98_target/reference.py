"""HIDDEN-CANARY-5e1fa0: the answers. Keras is imported only where it is needed."""

import numpy as np


def conv_output_length(n, kernel, stride=1, padding=0):
    return (n + 2 * padding - kernel) // stride + 1


def conv2d(x, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    return np.einsum("nijcab,abco->nijo", windows, kernel)


def lstm_step(x, h, c, W, U, b):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def ScaledDense(units):
    import keras

    class Layer(keras.layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.units = units

        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform")
            self.bias = self.add_weight(shape=(self.units,), initializer="zeros")
            self.scale = self.add_weight(shape=(), initializer="ones")

        def call(self, x):
            return self.scale * keras.ops.matmul(x, self.kernel) + self.bias

    return Layer(units)


def build_model():
    import keras

    return keras.Sequential(
        [
            keras.layers.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
