"""The mistake behind lost tests is named where a known wrong answer says the same, and only there."""

from __future__ import annotations

import pytest

from autograder import assignment as assignments
from autograder import grading
from autograder.diagnosis import PANEL
from autograder.reports import html, text
from tests.audit.course import HANDOUT, whole_course
from tests.cli.support import SLUG, spoil
from tests.support import submission

RIGHT_DOUBLE = """
def double(n):
    if isinstance(n, bool):
        raise TypeError
    return n + n
"""
RIGHT_HALVE = "def halve(x):\n    return x / 2"
SIGN_IN_OTHER_WORDS = """
def double(n):
    if n is True or n is False:
        raise TypeError("truth values have no double")
    return -2 * n if n < 0 else 2 * n
"""
SIGN_AND_BOOLS = "def double(n):\n    return abs(n + n)"
SINGLE_IN_OTHER_WORDS = "import numpy\ndef halve(x):\n    return numpy.float32(x * 0.5)"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The course of two exercises, with right and wrong answers."""
    root = whole_course(tmp_path_factory.mktemp("diagnosis") / "root")
    spoil(root / HANDOUT, "# A small chapter.", "# ## 1 · Twice (4 points)")
    return assignments.load(root, SLUG)


@pytest.fixture(scope="module")
def graded(small, sandbox):
    """Grade two functions; return the report."""

    def grade(double, halve, **more):
        kept = []
        handed_in = [submission(double, halve)]
        grading.grade(small, handed_in, sandbox=sandbox, secret=b"x", on_report=kept.append, **more)
        return kept[0]

    return grade


def diagnoses(report):
    return {one.name: one.diagnosis and (one.diagnosis.kind, one.diagnosis.names) for one in report.exercises}


def test_same_mistake_in_other_words_is_named(graded):
    report = graded(SIGN_IN_OTHER_WORDS, RIGHT_HALVE)

    assert diagnoses(report) == {"double": ("named", ["forgets_the_sign"]), "halve": None}


def test_two_mistakes_in_two_exercises_are_both_named(graded):
    report = graded(SIGN_IN_OTHER_WORDS, SINGLE_IN_OTHER_WORDS)

    assert diagnoses(report) == {
        "double": ("named", ["forgets_the_sign"]),
        "halve": ("named", ["casts_to_single"]),
    }


def test_two_mistakes_in_one_function_are_composite(graded):
    report = graded(SIGN_AND_BOOLS, RIGHT_HALVE)

    assert diagnoses(report)["double"] == ("composite", ["doubles_bools", "forgets_the_sign"])


@pytest.mark.parametrize(
    "double",
    [
        RIGHT_DOUBLE.replace("n + n", "3 * n"),  # loses what forgets_the_sign loses, and more
        RIGHT_DOUBLE.replace("n + n", "2 * n if n > 0 else 0"),  # loses the same test, with other answers
        RIGHT_DOUBLE.replace("n + n", "str(2 * n) if n < 0 else 2 * n"),
        RIGHT_DOUBLE.replace("n + n", "n.missing"),
        RIGHT_DOUBLE.replace("n + n", "2 * n if n < 10**20 else exit()"),
        "def double(n):\n    raise NotImplementedError",
        "half = 1",
        RIGHT_DOUBLE,
    ],
)
def test_anything_else_has_no_name(graded, double):
    assert diagnoses(graded(double, RIGHT_HALVE))["double"] is None


def test_two_wrong_answers_that_say_the_same_give_no_name(small, sandbox):
    twin = small.hidden().parent / "wrong" / "double" / "twin.py"
    twin.write_text((twin.parent / "forgets_the_sign.py").read_text(encoding="utf-8"), encoding="utf-8")
    kept = []
    handed_in = [submission(SIGN_IN_OTHER_WORDS, RIGHT_HALVE)]

    grading.grade(small, handed_in, sandbox=sandbox, secret=b"x", on_report=kept.append)

    twin.unlink()
    assert diagnoses(kept[0])["double"] is None


def test_wrong_answer_that_cannot_be_read_stops_no_grading(small, sandbox):
    odd = small.hidden().parent / "wrong" / "double" / "aaa.py"
    odd.write_text("def", encoding="utf-8")
    kept = []
    handed_in = [submission(SIGN_IN_OTHER_WORDS, RIGHT_HALVE)]

    grading.grade(small, handed_in, sandbox=sandbox, secret=b"x", on_report=kept.append)

    odd.unlink()
    assert kept[0].outcome == "graded"


def test_one_child_answers_for_the_wrong_answers_of_a_whole_class(small, sandbox, monkeypatch):
    forked = []
    child = sandbox.child
    monkeypatch.setattr(sandbox, "child", lambda *box, **more: forked.append(box) or child(*box, **more))
    handed_in = [submission(f"{SIGN_IN_OTHER_WORDS}# {number}", SINGLE_IN_OTHER_WORDS) for number in range(3)]
    kept = []

    grading.grade(small, handed_in, sandbox=sandbox, secret=b"x", on_report=kept.append)

    assert len(forked) == 3 + 1
    for report in kept:
        named = {"double": ("named", ["forgets_the_sign"]), "halve": ("named", ["casts_to_single"])}
        assert diagnoses(report) == named


def test_wrong_answer_that_ends_its_child_costs_the_next_submission_nothing(small, sandbox):
    leaves = small.hidden().parent / "wrong" / "double" / "leaves.py"
    text = (leaves.parent / "forgets_the_sign.py").read_text(encoding="utf-8")
    leaves.write_text(
        text.replace("    return", "    __import__('os')._exit(0)\n    return"), encoding="utf-8"
    )
    kept = []
    handed_in = [submission(f"{SIGN_IN_OTHER_WORDS}# {number}", RIGHT_HALVE) for number in range(2)]

    grading.grade(small, handed_in, sandbox=sandbox, secret=b"x", on_report=kept.append)

    leaves.unlink()
    assert [diagnoses(report)["double"] for report in kept] == [("named", ["forgets_the_sign"])] * 2


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        (1, []),
        (2, ["known mistake: Goes wrong.", "See?"]),
        (3, ["known mistake: Goes wrong.", "See?", "Where to read: 1 · Twice"]),
    ],
)
def test_student_sees_as_much_of_it_as_the_instructor_chose(graded, tier, said):
    report = graded(SIGN_IN_OTHER_WORDS, RIGHT_HALVE, hints=tier)

    view = report.for_student()
    shown = {"lines": text.lines(view.exercises[0]), "facts": text.facts(view.exercises[0])}
    shown["html"] = html.page(report)
    for form in shown.values():
        assert [
            part
            for part in ("known mistake: Goes wrong.", "See?", "Where to read: 1 · Twice")
            if part in form
        ] == said
        assert "forgets_the_sign" not in form


def test_composite_tells_students_no_name(graded):
    view = graded(SIGN_AND_BOOLS, RIGHT_HALVE, hints=3).for_student()

    shown = text.lines(view.exercises[0])
    assert "More than one mistake" in shown
    assert "sign" not in shown
    assert "Goes wrong" not in shown


def test_instructor_reads_which_wrong_answers_it_looks_like(graded):
    report = graded(SIGN_AND_BOOLS, RIGHT_HALVE, hints=1)

    assert "Looks like: doubles_bools, forgets_the_sign" in text.lines(report.exercises[0])


def test_question_may_have_an_argument_called_name():
    """As that of a Keras layer: the panel asks in the student's words, whatever they are."""
    names = {"layer": lambda units, name: (units, name)}
    exec(PANEL.format(codes={"": ""}), names)  # noqa: S102  # the text that a child runs
    names["_enter"]("")

    assert names["_ask"]("layer", 3, name="first") == (3, "first")
