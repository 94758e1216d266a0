"""Numbers about a class: defined or None, within their bounds, whatever the scores."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classreport import measures

points = st.floats(0, 1000).map(lambda value: round(value, 2))
scores = st.lists(points, max_size=40)
pairs = st.lists(st.tuples(points, points), max_size=40)
durations = st.lists(st.floats(0, 1e6), max_size=40)


@given(pairs)
def test_correlation_is_a_number_from_minus_one_to_one_or_none(values):
    x, y = [one for one, _ in values], [one for _, one in values]
    got = measures.correlation(x, y)
    assert got is None or -1 <= got <= 1
    assert got == measures.correlation(y, x)


@given(pairs.filter(lambda values: len({x for x, _ in values}) > 1 and len({y for _, y in values}) > 1))
def test_correlation_is_pearsons(values):
    x, y = [one for one, _ in values], [one for _, one in values]
    assert measures.correlation(x, y) == pytest.approx(statistics.correlation(x, y), abs=1e-9)


@given(scores, points)
def test_constant_scores_have_no_correlation(values, constant):
    assert measures.correlation(values, [constant] * len(values)) is None
    assert measures.correlation([constant] * len(values), values) is None


@given(points.filter(bool), st.lists(points, min_size=2, max_size=40).filter(lambda x: len(set(x)) > 1))
def test_correlation_with_itself_is_one(factor, values):
    """In whatever unit, and one to the other's loss it is minus one."""
    factor = max(factor, 0.01)
    assert measures.correlation(values, [factor * value for value in values]) == pytest.approx(1)
    assert measures.correlation(values, [-factor * value for value in values]) == pytest.approx(-1)


def test_correlation_on_paper():
    """Point-biserial: two who solve it have 3 and 4 points else, two who do not have 1 and 2."""
    assert measures.correlation([0, 0, 1, 1], [1, 2, 3, 4]) == pytest.approx(2 / math.sqrt(5))


def test_same_points_in_another_order_do_not_vary():
    """0.1 + 0.2 and 0.3 differ in the last bit, and are one score."""
    assert measures.correlation([1, 2, 3], [0.1 + 0.2, 0.3, 0.3]) is None


@given(scores.filter(bool), st.floats(0, 5))
def test_every_score_is_in_one_bin(values, spare):
    most = max(*values, 0.5) + round(spare, 1)
    got = measures.histogram(values, most)
    assert sum(got.counts) == len(values)
    assert got.counts[-1] == sum(value >= most - 1e-9 for value in values)
    assert 3 <= len(got.counts) <= measures.MAX_BINS + 2
    assert len(got.labels) == len(got.counts)


@given(st.floats(0.01, 1e6))
def test_bins_cover_what_can_be_reached(most):
    got = measures.histogram([0, most / 2, most], most)
    bins = len(got.counts) - 1
    assert (bins - 1) * got.width < most <= bins * got.width * (1 + 1e-9)
    assert sum(got.counts) == 3


def test_bins_on_paper():
    got = measures.histogram([0, 9.5, 10, 95, 100], 100)
    assert got.counts == (2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1)
    assert got.labels[:2] == ["0 to under 10", "10 to under 20"]
    assert got.labels[-2:] == ["90 to under 100", "100 (full marks)"]


def test_whole_points_have_a_bin_each():
    assert measures.histogram([0, 3, 7, 8], 8).counts == (1, 0, 0, 1, 0, 0, 0, 1, 1)


def test_nothing_has_no_figures():
    assert measures.mean([]) is measures.median([]) is measures.spread([]) is measures.usual([]) is None
    assert measures.share(0, 0) is measures.deviation([]) is measures.deviation([3]) is None
    assert measures.quartiles([]) == (None, None)
    assert sum(measures.histogram([], 8).counts) == 0


def test_one_value_is_all_its_own_figures():
    assert measures.spread([3.0]) == measures.Spread(3.0, 3.0, 3.0)
    assert measures.quartiles([3.0]) == (3.0, 3.0)


@given(durations.filter(bool))
def test_spread_is_ordered(values):
    got = measures.spread(values)
    assert min(values) <= got.median <= got.ninth_tenth * (1 + 1e-9) <= got.largest * (1 + 1e-9) ** 2


@given(durations)
def test_usual_holds_the_median(values):
    got = measures.usual(values)
    positive = [value for value in values if value > 0]
    assert (got is None) == (len(positive) < measures.LEAST_VALUES)
    if got is not None:
        assert math.isfinite(got.low)
        assert math.isfinite(got.high)
        middle = math.exp(statistics.median(map(math.log, positive)))
        assert 0 <= got.low < middle < got.high


@given(st.floats(0.01, 1000), st.integers(5, 40))
def test_of_equal_times_none_is_unusual(seconds, count):
    got = measures.usual([seconds] * count)
    assert got.low < seconds / 1.5
    assert got.high > seconds * 1.5


def test_usual_on_paper():
    """Median 40, all others a factor of two away: five deviations are two to the fifth."""
    got = measures.usual([20, 20, 40, 80, 80])
    assert (got.low, got.high) == (pytest.approx(40 / 32), pytest.approx(40 * 32))


def test_milliseconds_are_never_unusual():
    got = measures.usual([0.004] * 9)
    assert (got.low, got.high) == (0, pytest.approx(1.004))
