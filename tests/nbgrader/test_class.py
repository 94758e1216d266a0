"""`nbgrader autograde` over a class in which everybody breaks something."""

import pytest

from tests.nbgrader.classroom import CLASS, UNREAD
from tests.nbgrader.support import CHECKS, ESSAY, everything_in

pytestmark = pytest.mark.slow  # the first test waits for nbgrader to grade the class
READ = [student for student, scores in CLASS.items() if scores != UNREAD]
UNREADABLE = [student for student, scores in CLASS.items() if scores == UNREAD]


def test_autograde_succeeds(graded):
    """No file of any student makes nbgrader give up."""
    assert graded.complaints == []


@pytest.mark.parametrize("student", READ)
def test_scores_of(graded, student):
    """Each fault costs its own exercise, and nothing else."""
    assert graded.course.scores(student) == CLASS[student]


@pytest.mark.parametrize("student", UNREADABLE)
def test_never_a_zero_for(graded, student):
    """What cannot be read has no score and waits for a human."""
    for name in CHECKS:
        mark = graded.course.marks(student)[name]
        assert (mark.auto, mark.needs_manual) == (None, True)


def test_unread_essays_are_no_zeros(graded):
    """An essay in a file that nobody could read waits for a human too."""
    marks = {student: graded.course.marks(student)[ESSAY] for student in UNREADABLE}

    assert [
        student for student, mark in marks.items() if mark.auto is not None or not mark.needs_manual
    ] == []


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("not_json", "not JSON"),
        ("format_3", "expected a notebook of format 4, received format 3"),
        ("empty_file", "an empty file"),
        ("renamed", "expected mini.ipynb, received mini (1).ipynb"),
        ("a_folder", "mini.ipynb"),
        ("a_link", "mini.ipynb"),
    ],
)
def test_reason_of(graded, student, reason):
    """The feedback says why nothing was graded."""
    page = graded.course.feedback(student)

    assert "Not graded" in page
    assert reason in page


@pytest.mark.parametrize("student", READ)
def test_nothing_waits_for(graded, student):
    """What the hidden tests graded needs no human, whatever the notebook's metadata said."""
    marks = graded.course.marks(student)

    assert not any(marks[name].needs_manual for name in CHECKS)
    assert [mark.most for mark in (marks[name] for name in CHECKS)] == [4, 4, 2]


def test_stub_is_no_response(graded):
    comments = graded.course.comments("stub")

    assert [comments[name] for name in ("double", "halve", "make_layer")] == ["No response."] * 3


def test_comments_name_facts(graded):
    comment = graded.course.comments("wrong")["double"]

    assert comment.startswith("double: 0 of 4 points.")
    assert "The answer is twice the number." in comment


def test_every_folder_survives(graded):
    """Nobody's folder is missing from autograded/ or feedback/."""
    for step in ("autograded", "feedback"):
        assert {path.name for path in (graded.course.folder / step).iterdir()} == set(CLASS)


def test_submitted_is_untouched(graded):
    assert everything_in(graded.course.folder / "submitted") == graded.before


def test_hidden_bug_is_no_zero(broken):
    """A hidden test that fails on the reference is our fault: nothing is scored, the log says so."""
    broken.hand_in("ada", broken.release.read_bytes())
    done = broken.nbgrader("autograde", "99_mini")

    assert "ada: not graded: the hidden test test_bool_is_refused fails" in done.stderr
    marks = broken.marks("ada")
    assert len(marks) == 2
    assert {(mark.auto, mark.needs_manual) for mark in marks.values()} == {(None, True)}
