"""Notebooks of known answers, and large tests where there is no GPU."""

from autograder import handout, variants
from autograder.grading import Focus
from tests.support import grade_all, outcomes, submission


def handed_in(of, answers, name):
    """A real notebook, as a student would fill it in; what is not answered is the reference's."""
    book = handout.notebook(of, variants.assemble(of, {one.exercise: one for one in answers}))
    return name, handout.write(book)


def large(of, test, sandbox, trained):
    """The verdict of a large test (`exercise::test`) on the reference.

    `trained` is the outcome test of the small size: what the reference comes to there, calibration knows.
    """
    exercise, name = test.split("::")
    focus = Focus(frozenset({exercise}), measured={f"{exercise}::{trained}": [1.0] * 6})
    text = (of.hidden().parent / "reference.py").read_text(encoding="utf-8")
    (report,) = grade_all(of, [submission(text)], sandbox, focus=lambda _: focus, size="gpu")
    return outcomes(report, exercise)[name]
