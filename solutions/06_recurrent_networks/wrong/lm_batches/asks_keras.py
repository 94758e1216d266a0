"""Lets Keras cut the stream, and measure the loss.

Keras cannot be used in this exercise. Where does the second window start, and what is its last target?
"""

import keras
import numpy as np

FAILS = {
    "test_differences_of_logits_decide",
    "test_impossible_cuts_are_refused",
    "test_impossible_questions_are_refused",
    "test_nothing_known_and_everything_known",
    "test_pads_do_not_count",
    "test_perplexity_is_the_exponential_of_the_mean",
    "test_targets_follow_in_the_stream",
    "test_windows_start_every_stride",
}


def lm_batches(ids, seq_len, stride=None):
    windows = keras.utils.timeseries_dataset_from_array(
        ids, None, seq_len + 1, sequence_stride=stride or seq_len, batch_size=None
    )
    windows = np.stack(list(windows))
    return windows[:, :-1], windows[:, 1:]


def perplexity(logits, targets, mask=None):
    losses = keras.ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return float(np.exp(np.average(losses, weights=mask)))
