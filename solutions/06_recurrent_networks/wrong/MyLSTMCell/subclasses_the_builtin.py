"""Leaves everything to Keras's own cell.

Keras's cell has no coupled gates. Which of the two is this exercise about?
"""

import keras

FAILS = {
    "test_cell_survives_a_file",
    "test_input_gate_can_be_coupled",
    "test_weights_that_keras_knows",
}


class MyLSTMCell(keras.layers.LSTMCell):
    def __init__(self, units, coupled=False, unit_forget_bias=True, **kwargs):
        if type(units) is not int:
            raise TypeError(f"units must be an integer, received {units!r}")
        super().__init__(units, unit_forget_bias=unit_forget_bias, **kwargs)
        self.coupled = coupled

    def get_config(self):
        return {**super().get_config(), "coupled": self.coupled}
