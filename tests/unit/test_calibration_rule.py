"""Thresholds leave room below the worst right answer, and none for a wrong one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.calibration.rule import Spread, favourable, propose, rounds_short, shortcomings
from autograder.thresholds import Threshold

values = st.lists(st.floats(-5, 5), min_size=1, max_size=8)
answers = st.lists(values, min_size=1, max_size=4)
far_below = st.lists(st.lists(st.floats(-70, -60), min_size=1, max_size=8), min_size=1, max_size=4)


def spreads(lists, sign=1):
    return [Spread(str(number), tuple(sign * one for one in some)) for number, some in enumerate(lists)]


def around(mean, sd, name="one"):
    """Two values with that mean and sample standard deviation."""
    return Spread(name, (mean - sd / math.sqrt(2), mean + sd / math.sqrt(2)))


def test_four_deviations_are_spared():
    made = propose([around(0.957, 0.0075)], [around(0.5, 0.01)])

    assert (made.full, made.half) == (0.92, 0.71)


def test_steady_answers_are_spared_two_hundredths():
    assert propose([around(0.95, 0.0)], []).full == 0.93


def test_less_is_better_for_a_loss():
    made = propose([around(0.955, 0.003)], [around(1.608, 0.01)], "lower")

    assert (made.full, made.half) == (0.98, 1.3)


def test_restless_answer_is_the_worst_though_its_mean_is_best():
    steady, restless = around(0.90, 0.001, "steady"), around(0.95, 0.03, "restless")

    assert propose([steady, restless], []).worst.name == "restless"


def test_half_marks_lie_halfway_to_the_best_wrong_answer():
    wrong = [around(0.2, 0.01, "far"), around(0.6, 0.01, "near")]

    made = propose([around(0.92, 0.0)], wrong)

    assert (made.best.name, made.half) == ("near", 0.75)


def test_no_half_marks_without_a_wrong_answer():
    assert propose([around(0.9, 0.0)], []).half is None


def test_no_half_marks_where_there_is_no_room():
    assert propose([around(0.93, 0.0)], [around(0.905, 0.001)]).half is None


@given(answers)
def test_threshold_is_in_the_students_favour(lists):
    """Every right answer has its spare room, but for the rounding of floats."""
    right = spreads(lists)
    full = propose(right, []).full

    assert all(full <= one.mean - max(4 * one.sd, 0.02) + 1e-8 for one in right)
    assert any(full > one.mean - max(4 * one.sd, 0.02) - 0.01 - 1e-8 for one in right)


@given(answers, st.floats(0, 2))
def test_better_answers_never_lower_the_threshold(lists, gain):
    better = [[value + gain for value in some] for some in lists]

    assert propose(spreads(better), []).full >= propose(spreads(lists), []).full - 0.01 - 1e-8


@given(answers, values)
def test_another_right_answer_never_raises_the_threshold(lists, more):
    assert propose(spreads([*lists, more]), []).full <= propose(spreads(lists), []).full


@given(answers, answers)
def test_directions_mirror_each_other(right, wrong):
    up = propose(spreads(right), spreads(wrong), "higher")
    down = propose(spreads(right, -1), spreads(wrong, -1), "lower")

    assert down.full == -up.full
    assert down.half == (None if up.half is None else -up.half)
    assert (down.worst.name, down.best.name) == (up.worst.name, up.best.name)


@given(answers, far_below)
def test_half_lies_between_full_and_every_wrong_answer(right, wrong):
    made = propose(spreads(right), spreads(wrong))

    assert all(one.mean < made.half < made.full for one in spreads(wrong))


@given(answers, far_below, st.sampled_from(["higher", "lower"]))
def test_proposal_satisfies_its_own_rule(right, wrong, better):
    sign = 1 if better == "higher" else -1
    right, wrong = spreads(right, sign), spreads(wrong, sign)
    made = propose(right, wrong, better)

    assert list(shortcomings(Threshold(made.full, made.half, better), made, wrong)) == []


@given(st.floats(-100, 100))
def test_rounding_goes_down_by_less_than_a_step(value):
    rounded = favourable(value)

    assert value - 0.01 < rounded <= value + 1e-8
    assert favourable(rounded) == rounded


RIGHT, WRONG = [around(0.95, 0.005, "right")], [around(0.6, 0.02, "wrong")]
LACKING = {
    "too high": (
        Threshold(0.94, 0.75),
        "asks for 0.94, expected at most 0.93: the worst right answer is right (mean 0.95, sd 0.005)",
    ),
    "reached": (
        Threshold(0.63, 0.61),
        "asks for 0.63, which wrong (mean 0.6, sd 0.02) can reach, expected 0.93",
    ),
    "half too high": (
        Threshold(0.93, 0.80),
        "gives half of the points at 0.8, expected at most 0.76: halfway from wrong (mean 0.6, sd 0.02) "
        "to full ones at 0.93",
    ),
    "half reached": (
        Threshold(0.93, 0.60),
        "gives half of the points at 0.6, which wrong (mean 0.6, sd 0.02) reaches",
    ),
}


@pytest.mark.parametrize("what", LACKING)
def test_shortcoming_is_told(what):
    declared, sentence = LACKING[what]

    assert list(shortcomings(declared, propose(RIGHT, WRONG), WRONG)) == [sentence]


def test_milder_threshold_is_welcome():
    assert list(shortcomings(Threshold(0.85, 0.7), propose(RIGHT, WRONG), WRONG)) == []


def test_outcome_that_cannot_tell_is_to_be_dropped():
    near = [around(0.94, 0.01, "near")]

    (sentence,) = shortcomings(Threshold(0.93), propose(RIGHT, near), near)

    assert sentence == (
        "cannot tell right (mean 0.95, sd 0.005) from near (mean 0.94, sd 0.01): "
        "drop this outcome test, or compare in pairs"
    )


def test_rounds_are_all_choices_of_three_values():
    """Of 1, 1, 1 and 0 there are four rounds; the three with the 0 have a mean of 2/3."""
    spread = Spread("one", (1.0, 1.0, 1.0, 0.0))

    assert rounds_short(spread, Threshold(0.7)) == (3, 4)
    assert rounds_short(spread, Threshold(0.6)) == (0, 4)
    assert rounds_short(spread, Threshold(0.6, better="lower")) == (4, 4)
