"""Answers to different exercises share a submission where they cannot be mistaken for one another."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.audit.sheets import sheets
from autograder.variants import Variant


def answer(exercise, name, code=""):
    text = f"{code}\n\n\ndef {exercise}(x):\n    return x"
    return Variant(exercise, name, "wrong", "T.", "", frozenset({"test"}), text)


def spread(*answers):
    return [[one.name for one in sheet.answers] for sheet in sheets(answers)]


def test_answers_to_different_exercises_share_a_sheet():
    assert spread(answer("f", "a"), answer("g", "b"), answer("h", "c")) == [["a", "b", "c"]]


def test_answers_to_one_exercise_do_not():
    assert spread(answer("f", "a"), answer("f", "b"), answer("g", "c")) == [["a", "c"], ["b"]]


def test_helpers_of_one_name_keep_answers_apart():
    mine, yours = "def half(x):\n    return x / 2", "half = 0.5"

    assert spread(answer("f", "a", mine), answer("g", "b", yours)) == [["a"], ["b"]]
    assert spread(answer("f", "a", mine), answer("g", "b", mine)) == [["a"], ["b"]]


def test_imports_keep_answers_apart_where_a_name_has_two_meanings():
    maths, numpys = "from math import prod", "from numpy import prod"

    assert spread(answer("f", "a", maths), answer("g", "b", maths)) == [["a", "b"]]
    assert spread(answer("f", "a", maths), answer("g", "b", numpys)) == [["a"], ["b"]]
    assert spread(answer("f", "a", "import numpy as np"), answer("g", "b", "np = None")) == [["a"], ["b"]]


HELPERS = st.sampled_from(["", "k = 1", "def k():\n    pass", "import k", "from m import k", "q = 2"])


@given(st.lists(st.tuples(st.sampled_from("fgh"), HELPERS), max_size=12))
def test_every_answer_stands_on_one_sheet(drawn):
    answers = [answer(exercise, str(number), code) for number, (exercise, code) in enumerate(drawn)]

    found = sheets(answers)

    assert sorted(one.name for sheet in found for one in sheet.answers) == sorted(one.name for one in answers)
    for sheet in found:
        exercises = [one.exercise for one in sheet.answers]
        assert len(set(exercises)) == len(exercises)
        meanings = [code for one in sheet.answers for code in [drawn[int(one.name)][1]] if "k" in code]
        assert len(set(meanings)) <= 1
        assert len(meanings) <= 1 or "import" in meanings[0]
