"""Asks Keras's own cell.

Keras cannot be used in this exercise: you are writing what it computes. What are the four gates if all
weights are zero?
"""

import keras
import numpy as np

FAILS = {
    "test_gradient_through_the_cell_is_the_forget_gate",
    "test_huge_sums_open_and_shut_gates",
    "test_open_forget_gate_keeps_the_cell",
    "test_output_gate_only_shows",
    "test_same_states_as_keras",
    "test_shut_forget_gate_leaves_the_candidate",
    "test_sizes_that_do_not_fit_are_refused",
    "test_states_keep_the_dtype",
}


def lstm_step(x, h, c, kernel, recurrent, bias):
    cell = keras.layers.LSTMCell(h.shape[1], dtype=x.dtype.name)
    cell.build(x.shape)
    cell.set_weights([kernel, recurrent, bias])
    _, (new_h, new_c) = cell(x, [h, c])
    return np.asarray(new_h), np.asarray(new_c)
