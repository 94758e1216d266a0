"""Asks Keras for the states.

Keras cannot be used in this exercise: you are writing what it computes. What is a_1 in the example by hand?
"""

import keras
import numpy as np

FAILS = {
    "test_bias_is_what_remains_of_nothing",
    "test_future_does_not_reach_back",
    "test_input_can_join_the_sum_as_it_is",
    "test_same_states_as_keras",
    "test_sequence_can_be_read_in_two_parts",
    "test_sizes_that_do_not_fit_are_refused",
}


def rnn_forward(x, h0, U, W, b):
    units = W.shape[0]
    layer = keras.layers.SimpleRNN(units, return_sequences=True, dtype=x.dtype.name)
    layer.build(x.shape)
    layer.set_weights([np.eye(units) if U is None else U, W, b])
    return np.asarray(layer(x, initial_state=h0))
