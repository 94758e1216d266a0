"""Properties of the distribution: its ratios, its sum, its two limits."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("noise_distribution")

EXACT = {"rtol": 1e-9, "atol": 1e-15}


def counted(rng, *, zeros=0):
    """Counts from 1 on, of rare and frequent words, not in order of size, and so many zeros among them."""
    seen = rng.integers(2, [4, 30, 300, 3000, 30_000, 60_000])
    return rng.permutation(np.concatenate([[1], seen, np.zeros(zeros, int)]))


@pytest.mark.points(3)
def test_ratios_are_ratios_of_counts_to_the_power(student, rng):
    """Two probabilities have the ratio of the two counts, raised to the power, which is 0.75 by default."""
    cases = [(counted(rng),)] + [(counted(rng), power) for power in (0.75, 0.5, 1.25, 2.0)]

    for (counts, *power), got in zip(cases, student.map("noise_distribution", cases), strict=True):
        assert_equal(np.shape(got), counts.shape)
        assert np.all(np.asarray(got) > 0), "every word that occurs can be drawn"
        want = (counts[:, None] / counts[None, :]) ** (power[0] if power else 0.75)
        assert_close(np.asarray(got)[:, None] / np.asarray(got)[None, :], want, **EXACT)


@pytest.mark.points(2)
def test_probabilities_add_up_to_one(student, rng):
    """The probabilities add up to 1 within 1e-12, in vocabularies small and large."""
    many = rng.integers(1, 10_000, size=20_000)
    cases = [(counted(rng),), (counted(rng, zeros=2), 0.5), (many,), (many, 1.0), (np.array([7]),)]

    for (counts, *_), got in zip(cases, student.map("noise_distribution", cases), strict=True):
        assert_equal(np.shape(got), counts.shape)
        assert abs(float(np.sum(got, dtype="float64")) - 1) <= 1e-12


@pytest.mark.points(2)
@pytest.mark.explains("the two distributions that the deck names, without a ratio to read")
def test_power_one_and_power_zero(student, rng):
    """The power 1 gives the shares of the text, the power 0 the same probability to all words that occur."""
    counts = counted(rng)

    shares, uniform = student.map("noise_distribution", [(counts, 1.0), (counts, 0.0)])

    assert_close(shares, counts / counts.sum(), **EXACT)
    assert_close(uniform, np.full(len(counts), 1 / len(counts)), **EXACT)


@pytest.mark.points(1)
def test_words_never_seen_are_never_drawn(student, rng):
    """A word with count 0 has the probability 0, whatever the power, 0 included."""
    cases = [(counted(rng, zeros=3), power) for power in (0.75, 1.0, 0.0)]

    for (counts, power), got in zip(cases, student.map("noise_distribution", cases), strict=True):
        raised = np.where(counts > 0, np.maximum(counts, 1.0) ** power, 0.0)
        assert_close(got, raised / raised.sum(), **EXACT)


@pytest.mark.points(1)
def test_any_dtype_of_counts_gives_float64(student, rng):
    """Counts may be of any integer or floating dtype and very large; the answer is exact, and float64."""
    counts = counted(rng)
    cases = [(counts.astype(dtype),) for dtype in ("int32", "uint16", "float32", "float64")]
    cases.append((counts * 10**12,))

    for (some,), got in zip(cases, student.map("noise_distribution", cases), strict=True):
        raised = some.astype("float64") ** 0.75
        assert_close(got, raised / raised.sum(), **EXACT)
        assert_equal(str(got.dtype), "float64")


@pytest.mark.points(1)
def test_impossible_counts_are_refused(student):
    """Negative counts, counts that are all 0 and another number of axes are a ValueError."""
    assert_close(student.noise_distribution(np.array([1, 1])), np.array([0.5, 0.5]))

    negative = [np.array([3, -1, 5]), np.array([-2]), np.array([-1.0, 2.0])]
    axes = [np.array(3), np.ones((2, 2), int), np.ones((1, 3), int)]
    nothing = [np.zeros(3, int), np.zeros(0, int)]
    student.refuses(ValueError, "noise_distribution", [(one,) for one in (*negative, *axes, *nothing)])
