"""The loss against Keras's, the gradients against central differences of a loss computed here in float64."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("sgns_loss_and_grads")

SIZES = [(4, 3, 5), (3, 1, 2), (2, 6, 4)]  # pairs, negatives, length of the vectors
STEP = 1e-5


def drawn(rng, pairs, k, d, dtype="float64"):
    """Vectors whose scores are of about one."""
    shapes = (pairs, d), (pairs, d), (pairs, k, d)
    return tuple((rng.normal(size=shape) / d**0.25).astype(dtype) for shape in shapes)


def scores(u, v_pos, v_neg):
    """(pairs, 1 + k): the score of the real pair first."""
    return np.einsum("nd,nkd->nk", u, np.concatenate([v_pos[:, None], v_neg], axis=1))


def true_loss(u, v_pos, v_neg):
    signs = np.r_[-1, np.ones(v_neg.shape[1])]
    return np.logaddexp(0, signs * scores(u, v_pos, v_neg)).sum(axis=1)


def slopes(vectors, which):
    """Central differences of each pair's loss, by one of the three arguments."""
    found = np.zeros(vectors[which].shape)
    for place in np.ndindex(found.shape[1:]):
        ends = []
        for step in (STEP, -STEP):
            moved = [one.copy() for one in vectors]
            moved[which][(slice(None), *place)] += step
            ends.append(true_loss(*moved))
        found[(slice(None), *place)] = (ends[0] - ends[1]) / (2 * STEP)
    return found


def four(answer):
    assert_equal((type(answer), len(answer)), (tuple, 4))
    return answer


def check_slopes(student, rng, which):
    cases = [drawn(rng, *size) for size in SIZES]
    for vectors, got in zip(cases, student.map("sgns_loss_and_grads", cases), strict=True):
        assert_close(four(got)[1 + which], slopes(vectors, which), rtol=1e-6, atol=1e-9)


@pytest.mark.points(2)
def test_no_idea_costs_log_two_a_question(student, rng):
    """Where all scores are 0 the loss of each pair is (1 + k) log 2, whatever k is."""
    cases = []
    for pairs, k, d in SIZES:
        v_pos, v_neg = rng.normal(size=(pairs, d)), rng.normal(size=(pairs, k, d))
        cases.append((np.zeros((pairs, d)), v_pos, v_neg))

    for (_, _, v_neg), got in zip(cases, student.map("sgns_loss_and_grads", cases), strict=True):
        pairs, k, _ = v_neg.shape
        assert_close(four(got)[0], np.full(pairs, (1 + k) * np.log(2)), rtol=1e-12)


@pytest.mark.points(3)
@pytest.mark.explains("agreement with Keras's loss, at scores that are neither 0 nor large")
def test_loss_is_that_of_yes_or_no_questions(student, rng):
    """The loss is Keras's binary cross-entropy of the 1 + k scores, labelled 1 and then 0, summed."""
    asked = keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")
    cases = [drawn(rng, *size) for size in SIZES]

    for vectors, got in zip(cases, student.map("sgns_loss_and_grads", cases), strict=True):
        logits = scores(*vectors)[..., None]
        labels = np.zeros_like(logits)
        labels[:, 0] = 1
        want = np.sum(np.asarray(asked(labels, logits)), axis=1)
        assert_close(four(got)[0], want, rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_large_scores_cost_no_more_than_they_should(student, rng):
    """At scores of 500 and -500 losses and gradients are finite and right, in float32 as well."""
    for dtype in ("float32", "float64"):
        u = np.full((4, 2), 10, dtype)
        v_pos = np.array([[25, 25], [-25, -25], [25, 25], [-25, -25]], dtype)
        v_neg = np.stack([np.array([[-25, -25], [-25, -25], [25, 25], [25, 25]], dtype)] * 2, axis=1)

        got = four(student.sgns_loss_and_grads(u, v_pos, v_neg))

        doubts, beliefs = np.array([0, 1, 0, 1.0])[:, None], np.array([0, 0, 1, 1.0])[:, None]
        want = [
            np.array([0, 500, 1000, 1500.0]),
            -doubts * v_pos + 2 * beliefs * v_neg[:, 0],
            -doubts * u,
            (beliefs * u)[:, None] * np.ones((4, 2, 1)),
        ]
        for one, other in zip(got, want, strict=True):
            assert_close(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.points(3)
def test_slope_by_the_centre(student, rng):
    """The gradient by the centre is the slope of its pair's loss, context and all negatives included."""
    check_slopes(student, rng, 0)


@pytest.mark.points(2)
def test_slope_by_the_context(student, rng):
    """The gradient by the context is the slope of its pair's loss."""
    check_slopes(student, rng, 1)


@pytest.mark.points(3)
def test_slope_by_each_negative(student, rng):
    """The gradient by each of the negatives is the slope of its pair's loss."""
    check_slopes(student, rng, 2)


@pytest.mark.points(1)
def test_pulls_as_the_full_softmax_does(student, rng):
    """With all other words of a toy language as negatives, each score moves the way the softmax moves it."""
    u, table = rng.normal(size=(1, 3)), rng.normal(size=(5, 3))
    table[0] *= np.sign(table[0] @ u[0])
    belief = np.exp(table @ u[0]) / np.exp(table @ u[0]).sum()
    belief[0] -= 1  # the slope of the softmax's loss by each score, word 0 being the neighbour

    _, _, dv_pos, dv_neg = four(student.sgns_loss_and_grads(u, table[:1], table[None, 1:]))

    assert_equal((np.shape(dv_pos), np.shape(dv_neg)), ((1, 3), (1, 4, 3)))
    got = np.concatenate([dv_pos, dv_neg[0]]) @ u[0]
    assert_equal(np.sign(got).tolist(), np.sign(belief).tolist())


@pytest.mark.points(1)
def test_answers_have_the_dtype_of_the_vectors(student, rng):
    """From float32 vectors come float32 losses and gradients, from float64 float64 ones."""
    for dtype in ("float32", "float64"):
        got = four(student.sgns_loss_and_grads(*drawn(rng, 2, 3, 4, dtype)))
        assert_equal([str(one.dtype) for one in got], [dtype] * 4)
        assert_equal([np.shape(one) for one in got], [(2,), (2, 4), (2, 4), (2, 3, 4)])


@pytest.mark.points(1)
def test_vectors_that_do_not_fit_are_refused(student):
    """Vectors of different lengths, different numbers of pairs and missing axes are a ValueError."""
    u, v_pos, v_neg = np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 4, 3))
    assert_equal(np.shape(four(student.sgns_loss_and_grads(u, v_pos, v_neg))[0]), (2,))

    misfits = [
        (u[0], v_pos[0], v_neg[0]),
        (u[:, :1], v_pos, v_neg),
        (u, v_pos[:1], v_neg),
        (u, v_pos, v_neg[:1]),
    ]
    misfits += [
        (u, v_pos[:, :1], v_neg),
        (u, v_pos, v_neg[..., :1]),
        (u, v_pos, v_neg[:, 0]),
        (u, v_neg, v_neg),
    ]
    misfits += [
        (u[:1], v_pos, v_neg),
        (u, v_pos[0], v_neg),
        (u, v_pos, v_neg[None]),
        (u[None], v_pos[None], v_neg[None]),
        (u[:1], v_pos, v_neg[:1]),
        (u[:1], v_pos[:1], v_neg),
    ]
    student.refuses(ValueError, "sgns_loss_and_grads", misfits)
