"""Draws are tested by their law; every statistical test raises a false alarm once in 1e9 gradings.

Chi-square tests have at least 190 expected draws in each cell, so that its distribution holds far out in
the tail; rates are counted over 8,000 independent pairs of draws. Critical values are 56 for 7 degrees of
freedom, 41 for 2, and 6.1 standard deviations for a rate.

Power, measured: each wrong answer loses each statistical test that its FAILS names in 60 of 60 runs, and
no right one loses any. The nearest are gives_up (chi-square about 176 against 41, spread 26) and uniform
in the two tests of rates (11.7 standard deviations against 6.1, spread 0.9).
"""

import numpy as np
import pytest
from scipy.stats import chi2, norm

from autograder import assert_equal

pytestmark = pytest.mark.exercise("sample_negatives")

FALSE_ALARM = 1e-9
ROWS, K = 4000, 5


def noise(rng):
    """The probabilities of nine words, from 0.04 to 0.24, in random order, one of them 0."""
    return rng.permutation([0, 2, 3, 4, 5, 6, 8, 10, 12]) / 50


def generator(student, rng):
    return student.probe_generator(int(rng.integers(2**31)))


def drawn(got, rows, k, words):
    """The answer, after a look at its shape and range."""
    assert_equal((type(got), np.shape(got)), (np.ndarray, (rows, k)))
    assert_equal((got.dtype.kind in "iu", bool(np.all((got >= 0) & (got < words)))), (True, True))
    return got


def demand_law(draws, law, tests=1):
    """Chi-square of draws against a law, as one of so many tests that share the false alarm."""
    seen = np.bincount(draws.ravel(), minlength=len(law))
    assert_equal(int(seen[law == 0].sum()), 0)
    expected = draws.size * law[law > 0]
    statistic = float(np.sum((seen[law > 0] - expected) ** 2 / expected))
    assert statistic < chi2.isf(FALSE_ALARM / tests, np.sum(law > 0) - 1), "another law"


def demand_rate(hits, rate):
    """The share of hits among independent trials, against the rate that it should have."""
    error = (float(np.mean(hits)) - rate) / np.sqrt(rate * (1 - rate) / hits.size)
    assert abs(error) < norm.isf(FALSE_ALARM / 2), "another rate"


@pytest.mark.points(2)
def test_no_negative_is_its_positive(student, rng):
    """By default no row of k holds its own positive, even where that has nine tenths of the noise."""
    likely = np.array([0.05, 0.9, 0.05])
    cases = [(np.array([2]), 1, likely), (np.full(200, 1), 3, likely)]
    cases.append((rng.integers(9, size=1000), 4, noise(rng)))

    asked = [(positives, k, probs, generator(student, rng)) for positives, k, probs in cases]
    for (positives, k, probs), got in zip(cases, student.map("sample_negatives", asked), strict=True):
        found = drawn(got, len(positives), k, len(probs))
        assert_equal(bool(np.any(found == positives[:, None])), False)


@pytest.mark.points(3)
def test_law_given_the_positive(student, rng):
    """Negatives follow the noise, given that they are not their own positive, whatever other rows have."""
    probs = noise(rng)
    chosen = rng.permutation(np.flatnonzero(probs))[:4]
    chosen[0] = np.argmax(probs)
    positives = rng.permutation(np.resize(chosen, ROWS))

    got = drawn(student.sample_negatives(positives, K, probs, generator(student, rng)), ROWS, K, len(probs))

    for positive in np.unique(chosen):
        law = np.where(np.arange(len(probs)) == positive, 0, probs) / (1 - probs[positive])
        demand_law(got[positives == positive], law, tests=4)


@pytest.mark.points(2)
def test_law_where_nothing_is_excluded(student, rng):
    """With exclude="none" all draws follow the noise, and the positive turns up at its own rate."""
    probs = noise(rng)
    positives = np.full(ROWS, np.argmax(probs))

    got = student.sample_negatives(positives, K, probs, generator(student, rng), "none")

    demand_law(drawn(got, ROWS, K, len(probs)), probs)


@pytest.mark.points(1)
def test_law_beside_a_very_likely_positive(student, rng):
    """If the positive has nine tenths of the noise, the others share the draws as they do the last tenth."""
    probs = np.array([0.02, 0.9, 0.05, 0.03])

    got = student.sample_negatives(np.full(2400, 1), K, probs, generator(student, rng))

    demand_law(drawn(got, 2400, K, 4), np.array([0.2, 0, 0.5, 0.3]))


@pytest.mark.points(2)
def test_draws_of_a_row_are_independent(student, rng):
    """Two negatives of one row are the same word as often as two independent draws are."""
    probs = noise(rng)
    positives = np.full(ROWS, np.argmin(probs))

    got = drawn(
        student.sample_negatives(positives, 4, probs, generator(student, rng), "none"), ROWS, 4, len(probs)
    )

    demand_rate(np.stack([got[:, 0] == got[:, 1], got[:, 2] == got[:, 3]]), float(np.sum(probs**2)))


@pytest.mark.points(2)
def test_rows_are_independent(student, rng):
    """Neighbouring rows hold the same word in a column as often as independent draws do."""
    probs = noise(rng)
    positives = np.full(ROWS, np.argmin(probs))

    got = drawn(
        student.sample_negatives(positives, 4, probs, generator(student, rng), "none"), ROWS, 4, len(probs)
    )

    demand_rate(got[0::2] == got[1::2], float(np.sum(probs**2)))


@pytest.mark.points(1)
def test_chance_comes_from_the_generator(student, rng):
    """Equal generators give equal draws and other ones others, and numpy's global chance is left alone."""
    positives, probs, seed = rng.integers(9, size=50), noise(rng), int(rng.integers(2**31))
    before = student.probe_global_chance()

    one, again, other = student.map(
        "sample_negatives",
        [(positives, K, probs, student.probe_generator(some)) for some in (seed, seed, seed + 1)],
    )

    drawn(one, 50, K, len(probs))
    assert_equal((bool(np.array_equal(one, again)), bool(np.array_equal(one, other))), (True, False))
    assert_equal(student.probe_global_chance(), before)


@pytest.mark.points(1)
def test_impossible_draws_are_refused(student, rng):
    """k below 1, an unknown exclude and a positive of probability 1 are a ValueError, k = 1.0 a TypeError."""
    some, half, sure = np.array([0, 1]), np.array([0.5, 0.5]), np.array([0.0, 1.0])
    chance = generator(student, rng)
    drawn(student.sample_negatives(some, 1, half, chance), 2, 1, 2)
    drawn(student.sample_negatives(some, 1, sure, chance, "none"), 2, 1, 2)

    student.refuses(
        ValueError,
        "sample_negatives",
        [
            *((some, k, half, chance) for k in (0, -1)),
            *((some, 2, half, chance, word) for word in ("positives", "", "context")),
            (some, 2, sure, chance),
            (np.array([1]), 1, np.array([0.0, 1.0, 0.0]), chance),
        ],
    )
    student.refuses(TypeError, "sample_negatives", [(some, k, half, chance) for k in (1.0, True, None, "2")])
