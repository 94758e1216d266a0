"""What could not be run is graded by hand, or again on another machine: nbgrader knows one maximum."""

from types import SimpleNamespace

import pytest

from autograder.notebook import preprocessor
from tests.unit.classes import one_exercise, one_report, one_test

NAMES = {"notebook": "mini", "assignment": "99_mini", "student": "ada"}


class Book:
    """A gradebook of one submission with two check cells."""

    def __init__(self):
        nothing = {"auto_score": None, "manual_score": None, "needs_manual_grade": False}
        grades = [SimpleNamespace(cell_id=number, **nothing) for number in (1, 2)]
        comments = [SimpleNamespace(cell_id=3, auto_comment=None)]
        self.submission = SimpleNamespace(notebook_id=0, grades=grades, comments=comments)
        cells = SimpleNamespace(filter_by=lambda **_: [(1, "check_a"), (2, "check_b"), (3, "b")])
        self.db = SimpleNamespace(commit=lambda: None, query=lambda *_: cells)

    def find_submission_notebook(self, *_):
        return self.submission


@pytest.mark.parametrize(("not_run", "score"), [(0.0, 0.0), (4.0, None)])
def test_exercise_that_was_not_run_is_no_zero(not_run, score):
    worth = 4 - not_run
    exercise = one_exercise(
        "b", one_test(worth=worth, outcome="not_run" if not_run else "failed"), points_not_run=not_run
    )
    report, book = one_report("ada", one_exercise("a", one_test()), exercise), Book()
    by_cell = {f"check_{one.name}": one for one in report.exercises}

    preprocessor._record(book, report, by_cell, set(), NAMES)

    a, b = book.submission.grades
    assert (a.auto_score, a.needs_manual_grade) == (4, False)
    assert (b.auto_score, b.needs_manual_grade) == (score, score is None)
    told = "and 4 that could not be tested here" in book.submission.comments[0].auto_comment
    assert told == bool(not_run)
