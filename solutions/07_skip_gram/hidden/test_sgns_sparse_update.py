"""Steps against a loop over pairs, with words that are all different, and with words that come back."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("sgns_sparse_update")

WORDS, D = 30, 4


def tables(rng, words=WORDS, dtype="float64"):
    return rng.normal(size=(2, words, D)).astype(dtype)


def sigmoid(score):
    return 1 / (1 + np.exp(-score))


def stepped(U, V, centers, contexts, negatives, lr):
    """The step, one mention after the other, all of them at the old tables."""
    new_U, new_V = U.astype("float64"), V.astype("float64")
    for center, context, drawn in zip(centers, contexts, negatives, strict=True):
        for word, truth in [(context, 1), *((word, 0) for word in drawn)]:
            slope = sigmoid(U[center].astype("float64") @ V[word]) - truth
            new_U[center] -= lr * slope * V[word]
            new_V[word] -= lr * slope * U[center]
    return new_U, new_V


def check_steps(student, cases):
    for case, got in zip(cases, student.map("sgns_sparse_update", cases), strict=True):
        assert_equal((type(got), len(got)), (tuple, 2))
        for one, want in zip(got, stepped(*case), strict=True):
            assert_close(one, want)


def different(rng, pairs, k):
    """Centres, contexts and negatives of a batch that mentions no word of a table twice."""
    rows = rng.permutation(WORDS)[: pairs * (1 + k)].reshape(pairs, 1 + k)
    return rng.permutation(WORDS)[:pairs], rows[:, 0], rows[:, 1:]


@pytest.mark.points(3)
@pytest.mark.explains("the plain step: where it holds, the mistake is in what is special elsewhere")
def test_step_down_the_slope_of_the_sum(student, rng):
    """Where no word comes twice, each row moves by lr times its own gradient, taken at the old tables."""
    sizes = ((1, 1), (5, 3), (4, 6))

    check_steps(student, [(*tables(rng), *different(rng, *size), lr) for size in sizes for lr in (0.1, 1.0)])


@pytest.mark.points(2)
def test_repeated_centres_add_up(student, rng):
    """A word that is the centre of several pairs gets the gradients of all of them."""
    cases = []
    for centers in ([7, 7], [7, 3, 7, 7], [0, 29, 0, 29, 29]):
        _, contexts, negatives = different(rng, len(centers), 3)
        cases.append((*tables(rng), np.array(centers), contexts, negatives, 0.3))

    check_steps(student, cases)


@pytest.mark.points(1)
def test_repeated_negatives_add_up(student, rng):
    """A negative that is drawn twice, in one row or in two, counts twice."""
    centers, contexts, _ = different(rng, 2, 3)
    free = np.setdiff1d(np.arange(WORDS), contexts)[:4]
    rows = free[np.array([[[0, 0, 1], [2, 3, 1]], [[0, 0, 0], [1, 2, 3]], [[0, 1, 2], [2, 1, 0]]])]

    check_steps(student, [(*tables(rng), centers, contexts, one, 0.3) for one in rows])


@pytest.mark.points(1)
def test_word_that_is_context_and_negative(student, rng):
    """A word that is the context of several pairs, or context and negative, gets all its gradients."""
    centers, contexts, negatives = different(rng, 3, 2)
    same = np.full(3, contexts[0])
    cases = [(*tables(rng), centers, same, negatives, 0.3)]
    for drawn in (contexts[[1, 2, 0]], contexts):
        cases.append((*tables(rng), centers, contexts, np.stack([drawn, negatives[:, 1]], axis=1), 0.3))

    check_steps(student, cases)


@pytest.mark.points(1)
def test_other_rows_stay_to_the_last_bit(student, rng):
    """Of 20,000 rows those that the batch mentions move, and all others are equal bit for bit."""
    U, V = tables(rng, 20_000)
    centers, contexts, negatives = different(rng, 3, 4)

    new_U, new_V = student.sgns_sparse_update(U, V, centers, contexts, negatives, 0.5)

    for new, old, touched in ((new_U, U, centers), (new_V, V, [*contexts, *negatives.ravel()])):
        assert_equal(np.shape(new), old.shape)
        moved = np.flatnonzero(np.any(new != old, axis=1))
        assert_equal(moved.tolist(), sorted(int(word) for word in touched))


@pytest.mark.points(1)
@pytest.mark.explains("the sum has no order, whatever the way in which it is taken")
def test_order_of_the_pairs_does_not_matter(student, rng):
    """The pairs of a batch in another order give the same step."""
    centers, contexts, negatives = (rng.integers(6, size=shape) for shape in ((9,), (9,), (9, 3)))
    order, (U, V) = rng.permutation(9), tables(rng)

    here = (U, V, centers, contexts, negatives, 0.2)
    there = (U, V, centers[order], contexts[order], negatives[order], 0.2)

    check_steps(student, [here])
    one, other = student.map("sgns_sparse_update", [here, there])
    for first, second in zip(one, other, strict=True):
        assert_close(second, first)


@pytest.mark.points(1)
def test_tables_of_the_caller_stay(student, rng):
    """The step is returned in new tables; those that were handed in are what they were."""
    (U, V), batch = tables(rng), different(rng, 4, 2)
    check_steps(student, [(U, V, *batch, 0.3)])
    kept = [student.probe_watched(one) for one in (U, V)]

    student.sgns_sparse_update(*kept, *batch, 0.3)

    for one, old in zip(kept, (U, V), strict=True):
        assert_equal(one.tolist(), old.tolist())


@pytest.mark.points(1)
def test_tables_keep_their_dtype(student, rng):
    """float32 tables stay float32 and float64 tables float64; the steps are right in both."""
    for dtype in ("float32", "float64"):
        case = (*tables(rng, dtype=dtype), *different(rng, 3, 2), 0.3)
        got = student.sgns_sparse_update(*case)
        assert_equal([str(one.dtype) for one in got], [dtype] * 2)
        for one, want in zip(got, stepped(*case), strict=True):
            assert_close(one, want, rtol=1e-4, atol=1e-5)


@pytest.mark.points(1)
def test_rows_that_do_not_exist_are_refused(student):
    """Row numbers below 0 or beyond the table, and shapes that do not fit, are a ValueError."""
    U, V = np.ones((2, 5, 3))
    right = {"U": U, "V": V, "centers": np.array([0, 4]), "contexts": np.array([1, 2])}
    right |= {"negatives": np.array([[3, 3, 0], [4, 0, 1]]), "lr": 0.1}
    assert_equal([np.shape(one) for one in student.sgns_sparse_update(**right)], [(5, 3)] * 2)

    faults = [{"centers": np.array(one)} for one in ([0, -1], [5, 0], [0], [[0, 4]], [0, 4, 1])]
    faults += [{"contexts": np.array(one)} for one in ([-2, 1], [1, 7], [1], [[1], [2]], [1, 2, 3])]
    faults += [
        {"negatives": np.array(one)} for one in ([[3], [-1]], [[5], [3]], [[3, 0]], [3, 3], [[[3]], [[1]]])
    ]
    faults += [
        {"V": np.ones((5, 4))},
        {"V": np.ones((4, 3)), "contexts": np.array([0, 1])},
        {"U": np.ones((6, 3))},
        {"V": np.ones((6, 3))},
    ]
    cases = [tuple({**right, "negatives": right["negatives"] % 4, **fault}.values()) for fault in faults]
    student.refuses(ValueError, "sgns_sparse_update", cases)
