"""Views the weights as (inputs, gates, units), and sums by einsum; all sigmoids are tanhs."""

import keras
import numpy as np
from keras import ops


class MyLSTMCell(keras.layers.Layer):
    def __init__(self, units, coupled=False, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        if type(units) is not int:
            raise TypeError(f"units is {units!r}")
        if units < 1:
            raise ValueError(f"units is {units}")
        self.units, self.coupled, self.unit_forget_bias = units, coupled, unit_forget_bias
        self.state_size, self.output_size = [units] * 2, units

    def build(self, input_shape):
        self.count = 3 if self.coupled else 4
        shapes = {
            "kernel": (input_shape[-1], self.count * self.units),
            "recurrent_kernel": (self.units, self.count * self.units),
        }
        drawn = {"kernel": "glorot_uniform", "recurrent_kernel": "orthogonal"}
        for name, shape in shapes.items():
            setattr(self, name, self.add_weight(shape=shape, initializer=drawn[name], name=name))
        start = np.zeros((self.count, self.units), "float32")
        start[self.count - 3] = float(self.unit_forget_bias)
        values = keras.initializers.Constant(start.ravel())
        self.bias = self.add_weight(shape=(self.count * self.units,), initializer=values, name="bias")

    def call(self, inputs, states, training=False):
        by_gate = [
            ops.reshape(one, (-1, self.count, self.units)) for one in (self.kernel, self.recurrent_kernel)
        ]
        z = ops.einsum("nd,dgu->ngu", inputs, by_gate[0]) + ops.einsum("nj,jgu->ngu", states[0], by_gate[1])
        z = z + ops.reshape(self.bias, (1, self.count, self.units))
        f, candidate, o = (z[:, k - 3] for k in range(3))
        f, o = (1 + ops.tanh(f / 2)) / 2, (1 + ops.tanh(o / 2)) / 2
        i = 1 - f if self.coupled else (1 + ops.tanh(z[:, 0] / 2)) / 2
        cell = f * states[1] + i * ops.tanh(candidate)
        shown = o * ops.tanh(cell)
        return shown, [shown, cell]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, size)) for size in self.state_size]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.units, coupled=self.coupled, unit_forget_bias=self.unit_forget_bias)
        return config
