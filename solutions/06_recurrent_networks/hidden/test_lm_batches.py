"""Streams in which no token comes twice, so that places are known; perplexity from Keras's cross-entropy."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("lm_batches")

# tokens, seq_len, stride
CUTS = [
    (23, 4, None),
    (24, 4, None),
    (25, 4, 4),
    (26, 5, 2),
    (18, 6, 1),
    (9, 8, 3),
    (30, 3, 7),
    (12, 1, None),
]


def streams(rng):
    """Arguments of lm_batches."""
    return [(rng.permutation(n), length, stride) for n, length, stride in CUTS]


def pairs(student, cases):
    """The x and y of many answers."""
    answers = student.map("lm_batches", cases)
    for answer, (_, length, _) in zip(answers, cases, strict=True):
        assert_equal((type(answer), len(answer)), (tuple, 2))
        x, y = answer
        assert_equal((x.ndim, x.shape[1], y.shape), (2, length, x.shape))
        assert len(x) > 0
    return answers


def drawn(rng, batch=3, steps=5, vocabulary=7):
    """Logits, targets and a mask, part of which is True."""
    mask = rng.permutation(np.arange(batch * steps) % 3 > 0).reshape(batch, steps)
    logits = 3 * rng.normal(size=(batch, steps, vocabulary))
    return logits, rng.integers(vocabulary, size=(batch, steps)), mask


def wanted(logits, targets, mask=None):
    losses = keras.ops.sparse_categorical_crossentropy(targets, logits.astype("float32"), from_logits=True)
    losses = np.asarray(losses, "float64")
    return float(np.exp(losses.mean() if mask is None else losses[mask].mean()))


@pytest.mark.points(2)
def test_targets_follow_in_the_stream(student, rng):
    """Each target is the token that follows in the stream, that of the last step of a window as well."""
    cases = streams(rng)

    for (ids, _, _), (x, y) in zip(cases, pairs(student, cases), strict=True):
        place = np.argsort(ids)
        assert_equal((place[y] - place[x]).tolist(), np.ones(x.shape, int).tolist())


@pytest.mark.points(1)
def test_windows_start_every_stride(student, rng):
    """Windows start at 0 and then every stride, as many as have a last target."""
    cases = streams(rng)

    for (ids, length, stride), (x, _) in zip(cases, pairs(student, cases), strict=True):
        starts = range(0, len(ids) - length, length if stride is None else stride)
        assert_equal(x.tolist(), [ids[start : start + length].tolist() for start in starts])


@pytest.mark.points(1)
def test_impossible_cuts_are_refused(student):
    """Short streams, two axes and counts below 1 are a ValueError, counts of 3.0 or True a TypeError."""
    ids = np.arange(10, dtype="int32")
    for one in student.lm_batches(ids, 9):
        assert_equal((one.shape, str(one.dtype)), ((1, 9), "int32"))

    short = [(ids, 10), (ids, 11, 1), (ids[:1], 1), (ids[:0], 1), (ids.reshape(5, 2), 1), (ids[None], 3)]
    short.append((np.array(7), 1))
    student.refuses(ValueError, "lm_batches", [*short, (ids, 0), (ids, -1), (ids, 3, 0), (ids, 3, -2)])
    student.refuses(TypeError, "lm_batches", [(ids, 3.0), (ids, True), (ids, 3, 2.0), (ids, 3, True)])


@pytest.mark.points(2)
def test_perplexity_is_the_exponential_of_the_mean(student, rng):
    """Perplexity is e to the mean of Keras's cross-entropy, a Python float."""
    cases = [drawn(rng, *sizes)[:2] for sizes in ((3, 5, 7), (1, 4, 3), (6, 1, 2))]

    for case, got in zip(cases, student.map("perplexity", cases), strict=True):
        assert_equal(type(got), float)
        assert_close(got, wanted(*case), rtol=1e-4)


@pytest.mark.points(1)
def test_nothing_known_and_everything_known(student, rng):
    """Equal logits have the perplexity of the vocabulary's size, and a model that is sure and right has 1."""
    cases, sizes = [], (2, 6, 11)
    for size in sizes:
        targets = rng.integers(size, size=(3, 4))
        cases += [(np.full((3, 4, size), 0.5), targets), (200.0 * np.eye(size)[targets], targets)]

    got = student.map("perplexity", cases)

    assert_close(np.array(got), np.array([[float(size), 1.0] for size in sizes]).ravel())


@pytest.mark.points(1)
def test_pads_do_not_count(student, rng):
    """Masked steps change nothing, whatever stands there, and the mean is over the real ones."""
    cases = [drawn(rng) for _ in range(4)]

    for case, got in zip(cases, student.map("perplexity", cases), strict=True):
        assert_close(got, wanted(*case), rtol=1e-4)


@pytest.mark.points(1)
def test_differences_of_logits_decide(student, rng):
    """The same number added to all logits of a step changes nothing, and neither 1000 nor -1000 overflows."""
    logits, targets, _ = drawn(rng)
    moved = [logits + shift for shift in (0.0, 1000.0, -1000.0, 1000.0 * rng.normal(size=(3, 5, 1)))]

    got = student.map("perplexity", [(one, targets) for one in moved])

    assert_close(np.array(got), np.full(4, wanted(logits, targets)), rtol=1e-4)
    steep = 1000 * logits / np.abs(logits).max()
    assert_close(
        student.perplexity(steep, steep.argmax(axis=-1)), wanted(steep, steep.argmax(axis=-1)), rtol=1e-4
    )


@pytest.mark.points(1)
def test_impossible_questions_are_refused(student, rng):
    """Shapes that disagree, targets that are no tokens and a mask without a real step are a ValueError."""
    logits, targets, mask = drawn(rng)
    assert_close(student.perplexity(logits, targets, mask), wanted(logits, targets, mask), rtol=1e-4)

    low, high, higher = targets.copy(), targets.copy(), targets.copy()
    low[1, 2], high[2, 0], higher[0, 1] = -1, 7, 8
    none = np.zeros_like(mask)
    wrong = [(logits, low), (logits, high), (logits, higher), (logits, targets, none)]
    wrong += [(logits, targets, np.ones(shape, bool)) for shape in ((1, 5), (4, 5), (3, 6), (3, 5, 1))]
    wrong += [(logits, targets, mask[:, :1]), (logits[:1], targets), (logits[:, :1], targets)]
    wrong += [
        (logits, targets[:1]),
        (logits, targets[:, :4]),
        (logits[0], targets[0]),
        (logits[None], targets[None]),
    ]
    student.refuses(ValueError, "perplexity", wrong)
