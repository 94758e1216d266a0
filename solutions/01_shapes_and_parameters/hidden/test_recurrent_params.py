"""Recurrent cells and embeddings, counted as Keras counts them."""

from functools import cache

import keras
import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("recurrent_params")

RESETS = ((), (True, True), (True, False))  # use_bias, reset_after
KERAS = {"rnn": keras.layers.SimpleRNN, "lstm": keras.layers.LSTM, "gru": keras.layers.GRU}


def sizes(rng):
    """Input features and units, never equal, so that no mix-up of the two goes unseen."""
    return rng.choice(np.arange(2, 30), size=2, replace=False).tolist()


@cache
def keras_count(kind, n_in, units, **options):
    layer = KERAS[kind](units, **options)
    with keras.StatelessScope():  # shapes are all that is asked for
        layer.build((None, 7, n_in))
    return layer.count_params()


@pytest.mark.points(2)
@pytest.mark.explains("the plain cell, of which the others are made")
def test_rnn_feeds_its_state_back(student, rng):
    """A simple RNN has a matrix for its input, a square one for its state, and one bias for each unit."""
    drawn = [sizes(rng) for _ in RESETS]
    cases = [("rnn", *pair, *options) for pair, options in zip(drawn, RESETS, strict=True)]

    assert_equal(student.map("recurrent_params", cases), [keras_count("rnn", *pair) for pair in drawn])


@pytest.mark.points(3)
def test_lstm_is_four_rnns(student, rng):
    """An LSTM has exactly four times the parameters of a simple RNN of the same sizes."""
    drawn = [sizes(rng) for _ in RESETS]
    want = [keras_count("lstm", *pair) for pair in drawn]
    assert want == [4 * keras_count("rnn", *pair) for pair in drawn]
    cases = [("lstm", *pair, *options) for pair, options in zip(drawn, RESETS, strict=True)]

    assert_equal(student.map("recurrent_params", cases), want)


@pytest.mark.points(3)
def test_gru_has_two_bias_rows(student, rng):
    """Keras's GRU has three blocks, with two rows of biases if reset_after (the default) and one if not."""
    assert_equal(student.recurrent_params("gru", 4, 5), 165)
    assert_equal(student.recurrent_params("gru", 4, 5, reset_after=False), 150)
    for options in ({}, {"reset_after": True}, {"reset_after": False}) * 2:
        n_in, units = sizes(rng)
        want = keras_count("gru", n_in, units, **options)
        assert_equal(student.recurrent_params("gru", n_in, units, **options), want)


@pytest.mark.points(2)
def test_cell_without_biases(student, rng):
    """Without biases only matrices are left in a cell, and reset_after changes nothing."""
    cases, want = [], []
    for kind in KERAS:
        n_in, units = sizes(rng)
        cases += [(kind, n_in, units, False, reset_after) for reset_after in (True, False)]
        want += [keras_count(kind, n_in, units, use_bias=False)] * 2

    assert_equal(student.map("recurrent_params", cases), want)


@pytest.mark.points(1)
def test_embedding_is_only_a_table(student, rng):
    """An embedding is a table with one row of units numbers for each word, whatever use_bias says."""
    for options in ({}, {"use_bias": True}, {"use_bias": False}):
        words, units = sizes(rng)
        layer = keras.layers.Embedding(words, units)
        layer.build((None, 7))
        assert_equal(student.recurrent_params("embedding", words, units, **options), layer.count_params())


@pytest.mark.points(1)
def test_recurrent_refuses_unknown_kinds(student):
    """An unknown kind or a size below one is a ValueError, a size that is no integer a TypeError."""
    assert_equal(student.recurrent_params("embedding", 4, 5, use_bias=False), 20)
    for fault in (
        ("perceptron", 4, 5),
        ("cnn", 4, 5),
        ("rnn", 0, 5),
        ("lstm", 4, 0),
        ("gru", -4, 5),
        ("embedding", 0, 5),
    ):
        with student.raises(ValueError):
            student.recurrent_params(*fault)
    for fault in (("rnn", 4.0, 5), ("lstm", True, 5), ("gru", 4, 5.0), ("embedding", 4, True)):
        with student.raises(TypeError):
            student.recurrent_params(*fault)
