"""The mean of three seeds decides; a failed one is tried once more; everything measured is told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.judging import Mismatch
from autograder.thresholds import Threshold, Trial, attempt

ASKED = Threshold(full=0.92, half=0.80)
LOSS = Threshold(full=1.05, half=1.25, better="lower")
SEEDS = (10, 11, 12, 20, 21, 22)


def tried(*values, threshold=ASKED):
    """Measure these values, and tell with which seeds."""
    left, asked = iter(values), []

    def measure(seed):
        asked.append(seed)
        return next(left)

    return attempt(measure, threshold, SEEDS), asked


@pytest.mark.parametrize(
    ("values", "threshold", "share"),
    [
        ((0.92, 0.92, 0.92), ASKED, 1.0),
        ((0.99, 0.99, 0.80), ASKED, 1.0),
        ((0.86, 0.87, 0.88) * 2, ASKED, 0.5),
        ((0.80,) * 6, ASKED, 0.5),
        ((0.79,) * 6, ASKED, 0.0),
        ((0.91,) * 6, Threshold(full=0.92), 0.0),
        ((0.1, 0.1, 0.1, 0.95, 0.95, 0.95), ASKED, 1.0),
        ((0.85, 0.85, 0.85, 0.1, 0.1, 0.1), ASKED, 0.5),
        ((1.05, 1.0, 1.1), LOSS, 1.0),
        ((1.2,) * 6, LOSS, 0.5),
        ((1.3,) * 6, LOSS, 0.0),
        ((-math.inf,) * 6, LOSS, 0.0),
        ((math.inf,) * 6, ASKED, 0.0),
        ((0.99, math.nan, 0.99) * 2, ASKED, 0.0),
    ],
)
def test_better_of_two_means_decides(values, threshold, share):
    trial, _ = tried(*values, threshold=threshold)

    assert trial.share == share


def test_enough_is_not_tried_again():
    assert tried(0.95, 0.95, 0.95)[1] == [10, 11, 12]


def test_retry_has_new_seeds():
    assert tried(*(0.5,) * 6)[1] == [10, 11, 12, 20, 21, 22]


def test_all_values_are_told():
    trial, _ = tried(0.86, 0.87, 0.88, 0.89, 0.9, 0.91)

    assert trial.words == (
        "0.87 on three seeds (0.86, 0.87, 0.88) and 0.9 on three others (0.89, 0.9, 0.91); "
        "at least 0.92 is asked for all points and 0.8 for half of them."
    )


def test_words_know_the_direction():
    trial, _ = tried(1.0, 1.0, 1.03, threshold=Threshold(full=1.05, better="lower"))

    assert trial.words == "1.01 on three seeds (1, 1, 1.03); at most 1.05 is asked for all points."


def test_what_is_not_finite_is_shown():
    trial, _ = tried(0.9, math.nan, 0.9, 0.5, 0.5, 0.5)

    assert trial.words.startswith("nan on three seeds (0.9, nan, 0.9) and 0.5 on three others")


@pytest.mark.parametrize("value", [None, "0.9", True, np.bool_(True), np.array([0.9]), 0.9 + 0j, [0.9]])
def test_only_numbers_are_measured(value):
    with pytest.raises(Mismatch) as caught:
        tried(value)
    assert caught.value.words == "What was measured on this answer is no number."


@pytest.mark.parametrize("value", [1, 0.95, np.float32(0.95), np.float64(0.95), np.int64(1)])
def test_every_kind_of_number_is_measured(value):
    assert tried(value, value, value)[0].share == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"full": "0.9"},
        {"full": True},
        {"full": math.nan},
        {"full": 0.9, "half": "0.8"},
        {"full": 0.9, "better": "smaller"},
        {"full": 0.9, "most": 1},
        {"full": 0.9, "half": 0.9},
        {"full": 0.9, "half": 0.95},
        {"full": 1.0, "half": 0.9, "better": "lower"},
    ],
)
def test_odd_thresholds_are_refused(given):
    with pytest.raises(CourseError, match=r"^here"):
        Threshold.declared(given, "here")


@given(
    st.lists(st.floats(-10, 10), min_size=6, max_size=6),
    st.lists(st.floats(0, 5), min_size=6, max_size=6),
)
def test_better_values_never_earn_less(values, gains):
    def share(values):
        return Trial(ASKED, (tuple(values[:3]), tuple(values[3:]))).share

    better = [value + gain for value, gain in zip(values, gains, strict=True)]
    assert share(better) >= share(values)
