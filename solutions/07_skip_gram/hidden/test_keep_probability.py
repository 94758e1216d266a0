"""Both formulas on both sides of the threshold, and what must not matter."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("keep_probability")

EXACT = {"rtol": 1e-9, "atol": 1e-12}


def counted(rng):
    """Counts of rare and frequent words, not in order of size: shares from about 1e-6 to 0.9."""
    return rng.permutation(
        rng.integers([1, 10, 100, 1000, 10_000, 100_000], [9, 90, 900, 9000, 90_000, 900_000])
    )


def ratios(counts, t):
    return t * counts.sum() / counts.astype("float64")


@pytest.mark.points(2)
@pytest.mark.explains("rare words alone: whoever loses this has forgotten to cut off at 1")
def test_rare_words_are_all_kept(student, rng):
    """A word whose share is t or less is kept with probability 1, in either variant."""
    counts = counted(rng)
    cases = [(counts, t, variant) for t in (1e-4, 1e-3, 1e-2) for variant in ("paper", "c")]
    cases += [(counts, counts.max() / counts.sum(), variant) for variant in ("paper", "c")]

    for (_, t, _), got in zip(cases, student.map("keep_probability", cases), strict=True):
        assert_equal(np.shape(got), counts.shape)
        rare = ratios(counts, t) >= 1 - 1e-12
        assert_close(np.asarray(got)[rare], np.ones(rare.sum()), **EXACT)


@pytest.mark.points(2)
def test_frequent_words_follow_the_paper(student, rng):
    """By default a word with the larger share f is kept with the root of t / f, and t is 0.001."""
    counts = counted(rng)
    cases = [(counts,)] + [(counts, t) for t in (1e-5, 1e-4, 1e-2)] + [(counts, 1e-3, "paper")]
    cases.append((np.array([3, 1, 12]), 0.01))  # a word that occurs once is not always rare

    for (counts, *rest), got in zip(cases, student.map("keep_probability", cases), strict=True):
        assert_close(got, np.minimum(np.sqrt(ratios(counts, rest[0] if rest else 1e-3)), 1), **EXACT)


@pytest.mark.points(1)
def test_formula_of_the_program_in_c(student, rng):
    """In the variant "c" the probability is the root of t / f plus t / f, and never more than 1."""
    counts = counted(rng)
    cases = [(counts, t, "c") for t in (1e-5, 1e-4, 1e-3, 1e-2)]

    for (_, t, _), got in zip(cases, student.map("keep_probability", cases), strict=True):
        assert_close(got, np.minimum(np.sqrt(ratios(counts, t)) + ratios(counts, t), 1), **EXACT)


@pytest.mark.points(1)
def test_text_written_twice(student, rng):
    """Only shares matter: if every word occurs twice, or a hundred times, as often, nothing changes."""
    counts = counted(rng)
    for variant in ("paper", "c"):
        once, twice, often = student.map(
            "keep_probability", [(counts * times, 1e-3, variant) for times in (1, 2, 100)]
        )
        assert np.ptp(once) > 0.1
        assert_close(twice, once, **EXACT)
        assert_close(often, once, **EXACT)


@pytest.mark.points(1)
def test_words_that_never_occur(student, rng):
    """A word with count 0 has probability 1, and the answer is float64 whatever the dtype of counts."""
    counts = np.concatenate([[0], counted(rng), [0]])
    dtypes = ("int32", "float32", "float64")
    cases = [(counts.astype(dtype), 1e-3, variant) for dtype in dtypes for variant in ("paper", "c")]

    for (some, t, variant), got in zip(cases, student.map("keep_probability", cases), strict=True):
        ratio = ratios(some[1:-1], t)
        want = np.minimum(np.sqrt(ratio) + (ratio if variant == "c" else 0), 1)
        assert_close(got, np.concatenate([[1.0], want, [1.0]]), rtol=1e-6)
        assert_equal(str(got.dtype), "float64")


@pytest.mark.points(1)
def test_impossible_texts_are_refused(student):
    """A threshold of 0 or less, another variant, a negative count and nothing but 0s are a ValueError."""
    counts = np.array([9, 1])
    assert_close(student.keep_probability(counts, 0.9, "c"), np.ones(2))

    student.refuses(
        ValueError,
        "keep_probability",
        [
            *((counts, t) for t in (0.0, -1e-3, 0, -1)),
            *((counts, 0.0, "c"), (counts, 1e-3, "C code"), (counts, 1e-3, "")),
            *((np.array(some), 1e-3) for some in ([9, -1], [-1], [0, 0], [0.0])),
        ],
    )
