"""Tables are the test's own where it can set them, and what follows from them is computed here, in float64.

Which of the two weights is the centres' table is the student's choice: it is found out from the scores.
"""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("SkipGram")

NEAR = {"rtol": 1e-4, "atol": 1e-5}
VOCAB, DIM = 11, 4


def asked(rng, pairs, k, vocab=VOCAB):
    """Centres and candidates, with words that come twice."""
    return rng.integers(vocab, size=pairs), rng.integers(vocab, size=(pairs, 1 + k))


def products(U, V, batch):
    centers, candidates = batch
    return np.einsum("nd,nkd->nk", U[centers].astype("float64"), V[candidates].astype("float64"))


def prepared(student, rng, vocab=VOCAB, dim=DIM, size=1.0):
    """A model with random tables: the model, the centres' table and the other one."""
    model = student.SkipGram(vocab, dim)
    batch = np.arange(2 * vocab) % vocab, rng.integers(vocab, size=(2 * vocab, 3))
    model(batch)
    first, second = (rng.normal(size=(2, vocab, dim)) * size).astype("float32")
    model.set_weights([first, second])
    scores = np.ravel(model(batch))
    one_way, other_way = (
        np.corrcoef(scores, np.ravel(products(*pair, batch)))[0, 1]
        for pair in ((first, second), (second, first))
    )
    return (model, first, second) if one_way > other_way else (model, second, first)


def cross_entropy(logits, labels):
    return float(np.mean(np.logaddexp(0, logits) - labels * logits))


def labelled(pairs, k):
    return np.tile(np.eye(1 + k, dtype="float32")[0], (pairs, 1))


@pytest.mark.points(3)
def test_scores_are_products_of_rows(student, rng):
    """A score is the product of the centre's row in one table and the candidate's row in the other."""
    for vocab, dim, size in ((VOCAB, DIM, 1.0), (5, 7, 3.0), (20, 2, 0.3)):
        model, U, V = prepared(student, rng, vocab, dim, size)
        for pairs, k in ((6, 3), (1, 1), (9, 5)):
            batch = asked(rng, pairs, k, vocab)
            got = model(batch)
            assert_equal((np.shape(got), str(np.asarray(got).dtype)), ((pairs, 1 + k), "float32"))
            assert_close(got, products(U, V, batch).astype("float32"), **NEAR)


@pytest.mark.points(2)
def test_two_tables_and_nothing_else(student, rng):
    """The model owns two weights of shape (vocab, dim), and trains both."""
    for vocab, dim in ((VOCAB, DIM), (6, 9)):
        model = student.SkipGram(vocab, dim)
        model(asked(rng, 3, 2, vocab))
        assert_equal([np.shape(one) for one in model.get_weights()], [(vocab, dim)] * 2)
        assert_equal([np.shape(one) for one in model.get("trainable_weights")], [(vocab, dim)] * 2)


@pytest.mark.points(3)
def test_fit_steps_down_the_slope_of_the_pairs(student, rng):
    """An epoch of plain gradient descent takes the steps of negative sampling, as a mean of questions."""
    k, rate, batch = 3, 2.0, 4
    model, U, V = prepared(student, rng)
    centers, candidates = asked(rng, 10, k)  # the last batch holds two pairs
    want_U, want_V = U.astype("float64"), V.astype("float64")
    for start in range(0, 10, batch):
        rows, words = centers[start : start + batch], candidates[start : start + batch]
        old_U, old_V = want_U.copy(), want_V.copy()
        wrong = 1 / (1 + np.exp(-products(old_U, old_V, (rows, words)))) - labelled(len(rows), k)
        step = rate * wrong[:, :, None] / wrong.size
        np.add.at(want_U, rows, -np.sum(step * old_V[words], axis=1))
        np.add.at(want_V, words, -step * old_U[rows][:, None])

    found = student.probe_fit(model, centers, candidates, labelled(10, k), rate, batch)

    assert_equal(len(found), 2)
    if np.abs(found[0] - want_U).sum() > np.abs(found[1] - want_U).sum():
        found = found[::-1]
    for got, want in zip(found, (want_U, want_V), strict=True):
        assert_close(got, want.astype("float32"), **NEAR)


@pytest.mark.points(2)
def test_word_vectors_are_the_table_of_the_centres(student, rng):
    """word_vectors returns the table that centres are looked up in, as it is when it is asked for."""
    model, U, V = prepared(student, rng)
    first = np.array_equal(model.get_weights()[0], U)
    assert_close(model.word_vectors(), U)

    later = rng.normal(size=(VOCAB, DIM)).astype("float32")
    model.set_weights([later, V] if first else [V, later])

    assert_close(model.word_vectors(), later)


@pytest.mark.points(2)
def test_fresh_model_has_no_idea(student, rng):
    """Before training the cross-entropy is near log 2 for any labels, and the words' vectors differ."""
    k = 4
    for vocab, dim in ((8, 40), (VOCAB, DIM)):
        model, batch = student.SkipGram(vocab, dim), asked(rng, 50, k, vocab)
        logits = np.asarray(model(batch), "float64")
        assert_equal(logits.shape, (50, 1 + k))
        for labels in (labelled(50, k), 1 - labelled(50, k)):
            assert abs(cross_entropy(logits, labels) - np.log(2)) <= 0.1
        assert np.ptp(model.word_vectors(), axis=0).all(), "words that start alike stay alike"


@pytest.mark.points(1)
def test_start_follows_from_the_seed(student, rng):
    """Models with equal seeds, 0 if none is given, start alike, whatever was drawn before; others do not."""
    starts = []
    for seed, elsewhere in (((3,), 1), ((3,), 2), ((0,), 1), ((), 2)):
        student.probe_chance(elsewhere)
        model = student.SkipGram(VOCAB, DIM, *seed)
        model(asked(rng, 2, 2))
        starts.append([np.asarray(one) for one in (model.word_vectors(), *model.get_weights())])

    for one, other in ((0, 1), (2, 3)):
        for got, want in zip(starts[other], starts[one], strict=True):
            assert_close(got, want)
    assert np.abs(starts[2][0] - starts[0][0]).max() > 1e-6


@pytest.mark.points(1)
def test_impossible_models_are_refused(student):
    """A vocab or dim below 1 is a ValueError, one that is no integer a TypeError."""
    student.map("SkipGram", [(1, 1), (3, 2, 5)])
    student.refuses(ValueError, "SkipGram", [(0, 2), (2, 0), (-3, 2), (2, -1)])
    student.refuses(TypeError, "SkipGram", [(2.0, 2), (2, 2.0), (True, 2), (2, True), (None, 2)])
