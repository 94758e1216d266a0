"""Glues inputs and state together, and the two kernels, so that there is one product."""

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
        self.state_size = [units, units]
        self.output_size = units

    def build(self, input_shape):
        def start(shape, dtype=None):
            blocks = [
                (ops.ones if gate == "f" and self.unit_forget_bias else ops.zeros)((self.units,), dtype)
                for gate in self.gates
            ]
            return ops.concatenate(blocks)

        width = len(self.gates) * self.units
        self.kernel = self.add_weight(
            name="kernel", shape=(input_shape[-1], width), initializer=keras.initializers.GlorotUniform()
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel", shape=(self.units, width), initializer=keras.initializers.Orthogonal()
        )
        self.bias = self.add_weight(name="bias", shape=(width,), initializer=start)

    def call(self, inputs, states, training=False):
        h, c = states
        glued = ops.concatenate([self.kernel, self.recurrent_kernel], axis=0)
        z = ops.add(ops.matmul(ops.concatenate([inputs, h], axis=1), glued), self.bias)
        z = dict(zip(self.gates, ops.split(z, len(self.gates), axis=1), strict=True))
        keep = ops.sigmoid(z["f"])
        new = ops.tanh(z["c"])
        if self.coupled:
            c = new + keep * (c - new)
        else:
            c = keep * c + ops.sigmoid(z["i"]) * new
        h = ops.multiply(ops.sigmoid(z["o"]), ops.tanh(c))
        return h, [h, c]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units)) for _ in range(2)]

    def get_config(self):
        config = super().get_config()
        config.update(units=self.units, coupled=self.coupled, unit_forget_bias=self.unit_forget_bias)
        return config
