"""Asks TensorFlow.

TensorFlow cannot be used in this exercise. What is the joint length of (3, 4) and (0, 12)?
"""

import numpy as np
import tensorflow as tf

FAILS = {
    "test_impossible_limits_are_refused",
    "test_long_gradients_are_shortened_together",
    "test_missing_gradients_stay_missing",
    "test_norm_is_that_before_clipping",
    "test_short_gradients_stay_as_they_are",
    "test_zeros_stay_zeros",
}


def clip_by_global_norm(grads, max_norm):
    if max_norm <= 0:
        raise ValueError("max_norm must be above 0")
    tensors = [None if grad is None else tf.constant(grad) for grad in grads]
    clipped, norm = tf.clip_by_global_norm(tensors, max_norm)
    return [None if one is None else np.asarray(one) for one in clipped], float(norm)
