"""Puts the forget bias into the second block, also where the forget gate comes first.

A coupled cell has no block for an input gate. Which block is the forget gate's then?
"""

import keras
from keras import ops

FAILS = {
    "test_weights_that_keras_knows",
}


class MyLSTMCell(keras.layers.Layer):
    def __init__(self, units, coupled=False, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        if type(units) is not int:
            raise TypeError(f"units must be an integer, received {units!r}")
        if units < 1:
            raise ValueError(f"units must be at least 1, received {units}")
        self.units, self.coupled, self.unit_forget_bias = units, coupled, unit_forget_bias
        self.state_size, self.output_size = [units, units], units

    def build(self, input_shape):
        width = (3 if self.coupled else 4) * self.units
        self.kernel = self.add_weight(
            shape=(input_shape[-1], width), initializer="glorot_uniform", name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, width), initializer="orthogonal", name="recurrent"
        )
        self.bias = self.add_weight(shape=(width,), initializer=self.first_bias, name="bias")

    def first_bias(self, shape, dtype=None):
        parts = [ops.zeros((self.units,), dtype) for _ in range(shape[0] // self.units)]
        if self.unit_forget_bias:
            parts[1] = ops.ones((self.units,), dtype)
        return ops.concatenate(parts)

    def call(self, inputs, states, training=False):
        h, c = states
        z = ops.matmul(inputs, self.kernel) + ops.matmul(h, self.recurrent_kernel) + self.bias
        if self.coupled:
            f, candidate, o = ops.split(z, 3, axis=1)
            f, o = ops.sigmoid(f), ops.sigmoid(o)
            i = 1 - f
        else:
            i, f, candidate, o = ops.split(z, 4, axis=1)
            i, f, o = ops.sigmoid(i), ops.sigmoid(f), ops.sigmoid(o)
        c = f * c + i * ops.tanh(candidate)
        h = o * ops.tanh(c)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units)), ops.zeros((batch_size, self.units))]

    def get_config(self):
        own = {"units": self.units, "coupled": self.coupled, "unit_forget_bias": self.unit_forget_bias}
        return {**super().get_config(), **own}
