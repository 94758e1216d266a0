"""One product for each gate, with slices of the weights."""

import keras
from keras import ops


class MyLSTMCell(keras.layers.Layer):
    def __init__(self, units, coupled=False, unit_forget_bias=True, **kwargs):
        super().__init__(**kwargs)
        if type(units) is not int:
            raise TypeError(f"units is {units!r}")
        if units < 1:
            raise ValueError(f"units is {units}")
        self.units, self.coupled, self.unit_forget_bias = units, coupled, unit_forget_bias
        self.gates = "fco" if coupled else "ifco"

    def build(self, input_shape):
        width = len(self.gates) * self.units
        self.kernel = self.add_weight(
            shape=(input_shape[-1], width), initializer="glorot_uniform", name="kernel"
        )
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, width), initializer="orthogonal", name="recurrent_kernel"
        )
        self.bias = self.add_weight(shape=(width,), initializer="zeros", name="bias")
        if self.unit_forget_bias:
            first = self.gates.index("f") * self.units
            self.bias.assign([float(first <= k < first + self.units) for k in range(width)])

    def total(self, gate, inputs, h):
        own = slice(self.gates.index(gate) * self.units, (self.gates.index(gate) + 1) * self.units)
        return inputs @ self.kernel[:, own] + h @ self.recurrent_kernel[:, own] + self.bias[own]

    def call(self, inputs, states, training=False):
        h, c = states
        keep = ops.sigmoid(self.total("f", inputs, h))
        let_in = 1.0 - keep if self.coupled else ops.sigmoid(self.total("i", inputs, h))
        c = keep * c + let_in * ops.tanh(self.total("c", inputs, h))
        h = ops.sigmoid(self.total("o", inputs, h)) * ops.tanh(c)
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units), dtype="float32")] * 2

    @property
    def state_size(self):
        return [self.units, self.units]

    @property
    def output_size(self):
        return self.units

    def get_config(self):
        config = super().get_config()
        config.update(units=self.units, coupled=self.coupled, unit_forget_bias=self.unit_forget_bias)
        return config
