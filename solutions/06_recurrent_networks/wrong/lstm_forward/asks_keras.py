"""Asks Keras's own layer.

Keras cannot be used in this exercise: you are writing what it computes. How does your lstm_step serve you
here?
"""

import keras
import numpy as np

FAILS = {
    "test_nothing_read_nothing_changed",
    "test_pads_at_the_end_change_nothing",
    "test_same_states_as_keras",
    "test_same_states_as_keras_where_steps_are_masked",
    "test_sequence_can_be_read_in_two_parts",
    "test_sizes_that_do_not_fit_are_refused",
    "test_states_keep_the_dtype",
    "test_states_that_are_not_given_are_zero",
}


def lstm_forward(x, kernel, recurrent, bias, h0=None, c0=None, mask=None, return_sequences=False):
    units = bias.size // 4
    layer = keras.layers.LSTM(units, return_sequences=return_sequences, return_state=True)
    layer.build(x.shape)
    layer.set_weights([kernel, recurrent, bias])
    start = [np.zeros((len(x), units)) if one is None else one for one in (h0, c0)]
    return tuple(np.asarray(one) for one in layer(x, initial_state=start, mask=mask))
