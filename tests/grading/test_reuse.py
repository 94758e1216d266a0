"""A class graded again: what is unchanged is not, and what is comes out as if everything had been."""

import shlex

import msgspec
import pytest

from autograder import batch, reuse
from tests.cli.support import SLUG, notebook, spoil
from tests.grading.conftest import SIGNLESS

TESTS = f"solutions/{SLUG}/hidden/test_double.py"
CONFIG = f"assignments/{SLUG}/assignment.toml"
KNOWN = '"""Goes wrong."""\n\nFAILS = {"test_bool_is_refused"}\n\n\ndef double(n):\n    return 2 * n\n'


def test_second_run_grades_nothing(graded, monkeypatch):
    before = graded.written()
    monkeypatch.setattr(batch, "Sandbox", None)

    again = graded.grade()

    assert again.why == dict.fromkeys(["ada", "bob", "eve"], "unchanged")
    assert (again.unchanged, [report.score for report in again.reports]) == (3, [8, 5, None])
    assert graded.written() == before


def test_changed_hidden_test_regrades_its_exercise_alone(graded):
    """The other exercises' results stay, the totals are right, and so is every byte."""
    spoil(graded.root / TESTS, "points(2)", "points(1)")
    spoil(graded.root / TESTS, "points(1)\ndef test_agrees", "points(2)\ndef test_agrees")

    again = graded.grade()

    assert graded.graded == {"ada": ["double"], "bob": ["double"]}
    assert again.why["bob"] == "hidden/test_double.py changed: exercise double"
    assert again.why["eve"] == "unchanged"
    assert [report.score for report in again.reports] == [8, 6, None]
    graded.grade("fresh")
    assert graded.written(but="reuse.json") == graded.written("fresh", but="reuse.json")


def test_known_mistake_added_regrades_its_exercise(graded):
    """A diagnosis follows from the wrong answers that are known."""
    known = graded.root / "solutions" / SLUG / "wrong" / "double" / "doubles_bools.py"
    known.parent.mkdir(parents=True)
    known.write_text(KNOWN, encoding="utf-8")

    assert graded.grade().why["ada"] == "wrong/double/doubles_bools.py changed: exercise double"
    assert graded.graded == {"ada": ["double"], "bob": ["double"]}


def change_secret(graded, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "another secret of some length, and no other")


def change_engine(graded, monkeypatch):
    monkeypatch.setattr(reuse, "engine", lambda: "of tomorrow")


def change_library(graded, monkeypatch):
    monkeypatch.setattr(reuse.metadata, "version", lambda name: "9" if name == "keras" else "1")


def change_limits(graded, monkeypatch):
    spoil(graded.root / CONFIG, "call_seconds = 1.0", "call_seconds = 1.5")


def change_reference(graded, monkeypatch):
    spoil(graded.root / "solutions" / SLUG / "reference.py", "return 2 * n", "return n + n")


def change_provided_cell(graded, monkeypatch):
    spoil(graded.root / "assignments" / SLUG / "mini.py", "OFFSET = 0", "OFFSET = 1")


def add_helper(graded, monkeypatch):
    (graded.root / "solutions" / SLUG / "hidden" / "conftest.py").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (change_secret, "the secret changed"),
        (change_engine, "engine changed"),
        (change_library, "keras, numpy, pytest, scikit-learn, tensorflow changed"),
        (change_limits, "assignment.toml changed"),
        (change_reference, "reference.py changed"),
        (change_provided_cell, "provided cells changed"),
        (add_helper, "hidden/conftest.py changed"),
    ],
)
def test_change_of_what_all_follows_from_regrades_all(graded, monkeypatch, change, why):
    change(graded, monkeypatch)

    again = graded.grade()

    assert again.why["ada"] == again.why["bob"] == why
    assert graded.graded == {"ada": None, "bob": None}


def test_title_and_prose_regrade_nothing(graded):
    spoil(graded.root / CONFIG, "A small course", "A short course")
    spoil(graded.root / "assignments" / SLUG / "mini.py", "A small chapter", "A short chapter")

    assert graded.grade().unchanged == 3


def test_much_that_is_printed_is_shown_as_it_is_kept(graded):
    """The page made from a report that was read back is the page made at first."""
    graded.hand_in(
        "ada", notebook(graded.root, double="print('x' * 99_999)\n" + "raise ValueError('\\udc80')")
    )
    graded.grade()
    before = graded.written()

    assert graded.grade().unchanged == 3
    assert graded.written() == before


def test_changed_submission_is_graded_again_alone(graded):
    graded.hand_in("ada", notebook(graded.root, double=SIGNLESS))

    again = graded.grade()

    assert (again.why["ada"], again.why["bob"]) == ("the submission changed", "unchanged")
    assert graded.graded == {"ada": None}
    assert graded.report("ada").score == 5


def test_empty_file_that_is_filled_is_graded(graded):
    graded.hand_in("eve", notebook(graded.root))

    assert graded.grade().why["eve"] == "the submission changed"
    assert graded.report("eve").score == 8


def test_force_grades_everything(graded):
    before = graded.written()

    assert graded.grade(force=True).why == dict.fromkeys(["ada", "bob", "eve"], "--force")
    assert graded.graded == {"ada": None, "bob": None}
    assert graded.written() == before


def test_other_hints_are_shown_without_grading(graded, monkeypatch):
    monkeypatch.setattr(batch, "Sandbox", None)

    assert graded.grade(hints=3).unchanged == 3
    assert graded.report("bob").hints == 3
    assert graded.grade(hints=3).unchanged == 3  # its key goes with the report it is of


def replays(graded):
    tests = [test for one in graded.report("bob").exercises for test in one.tests]
    return [shlex.split(test.replay) for test in tests if test.replay]


def test_moved_file_is_replayed_where_it_is(graded, monkeypatch):
    monkeypatch.setattr(batch, "Sandbox", None)
    before = replays(graded)
    graded.files = graded.files.rename(graded.home / "the files")
    graded.root = graded.root.rename(graded.home / "the course")

    assert graded.grade().unchanged == 3
    assert replays(graded) == [
        [word.replace("/files/", "/the files/").replace("/root/s", "/the course/s") for word in words]
        for words in before
    ]
    assert before[0][1].endswith("/root/solutions/99_mini/hidden/test_double.py::test_twice_the_number[-1]")


def test_tests_of_two_exercises_in_one_file_concern_both(graded):
    hidden = graded.root / "solutions" / SLUG / "hidden"
    halve = (hidden / "test_halve.py").read_text(encoding="utf-8")
    more = '@pytest.mark.exercise("double")\n@pytest.mark.points(0)\ndef test_more():\n    """More."""\n'
    (hidden / "test_halve.py").write_text(f"{halve}\n\n{more}", encoding="utf-8")

    again = graded.grade()

    assert graded.graded["ada"] == ["double", "halve"]
    changed = "hidden/test_halve.py changed: exercise"
    assert again.why["ada"] == f"{changed} double; {changed} halve"


def test_key_names_no_secret(graded):
    key = msgspec.json.decode((graded.home / "out" / "ada" / "reuse.json").read_bytes(), type=reuse.Key)

    assert key.exercises.keys() == {"double", "halve"}
    assert key.exercises["double"].keys() == {"hidden/test_double.py", "section title"}
    assert "a secret" not in str(key)
