"""The course that `autograder course` writes, in the hands of nbgrader's own commands."""

import csv
import json
import re

import pytest
from nbgrader import nbgraderformat

from tests.cli.support import SLUG, run
from tests.nbgrader import classroom
from tests.nbgrader.classroom import CLASS, UNREAD, answers, essay
from tests.nbgrader.support import CHECKS, ESSAY, filled

WORTH = {"check_double": 4, "check_halve": 4, "check_make_layer": 2, ESSAY: 5}


def test_release_is_valid_schema_3(course):
    book = nbgraderformat.read(course.release, as_version=4)

    about = [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]
    assert {one.schema_version for one in about} == {3}
    assert all(one.checksum for one in about)


def test_release_points_are_the_tests(course):
    """A check cell is worth what the hidden tests of its exercise are worth together."""
    book = json.loads(course.release.read_text(encoding="utf-8"))
    about = [cell["metadata"]["nbgrader"] for cell in book["cells"] if "nbgrader" in cell["metadata"]]

    assert {one["grade_id"]: one["points"] for one in about if one["grade"]} == WORTH
    hidden = course.root / "solutions" / SLUG / "hidden"
    for name, points in WORTH.items():
        if name != ESSAY:
            text = (hidden / f"{name.replace('check', 'test')}.py").read_text(encoding="utf-8")
            assert sum(map(int, re.findall(r"mark\.points\((\d+)\)", text))) == points


def test_gradebook_knows_the_points(course):
    with course.gradebook() as gradebook:
        assert gradebook.find_assignment(SLUG).max_score == 15
        cells = gradebook.find_notebook("mini", SLUG).grade_cells
        assert {cell.name: cell.max_score for cell in cells} == WORTH


def test_release_folder_has_public_tests_alone(course):
    assert {path.name for path in course.release.parent.iterdir()} == {"mini.ipynb", "test_public.py"}


def test_release_hides_the_hidden(course):
    text = course.release.read_text(encoding="utf-8")

    assert "HIDDEN-CANARY" not in text
    assert "return 2 * n" not in text


def test_config_is_left_alone(course):
    """A second `autograder course` keeps what the instructor wrote into the configuration."""
    config = course.folder / "nbgrader_config.py"
    before = config.read_text(encoding="utf-8")
    config.write_text(f"{before}\n# mine\n", encoding="utf-8")
    again = course.folder / "source" / SLUG / "mini.ipynb"
    source = again.read_bytes()
    try:
        assert run("course", course.folder, "--root", course.root).returncode == 0
        assert config.read_text(encoding="utf-8").endswith("# mine\n")
    finally:
        config.write_text(before, encoding="utf-8")
        again.write_bytes(source)


@pytest.mark.parametrize(
    ("which", "verdict"),
    [
        ("stub", "VALIDATION FAILED ON 3 CELL(S)"),  # two check cells, and the essay that is not written
        ("reference", "Success! Your notebook passes all the tests."),
    ],
)
def test_validate(course, which, verdict):
    """`nbgrader validate` runs the check cells, and a failing public test fails them."""
    text = filled(course, {}) if which == "stub" else filled(course, answers(course), essay("Because."))
    file = course.release.with_name("filled_in.ipynb")
    file.write_text(text, encoding="utf-8")
    try:
        done = course.must("validate", str(file))
    finally:
        file.unlink()

    assert verdict in done.stdout


@pytest.mark.slow
def test_export_agrees_with_our_reports(graded, reports):
    """The CSV of `nbgrader export` and autograder.grading have the same scores for the same files."""
    with (graded.course.folder / "grades.csv").open(newline="", encoding="utf-8") as file:
        exported = {row["student_id"]: row for row in csv.DictReader(file)}

    ours = {student: report.score or 0 for student, report in reports.items()}
    assert {student: float(row["score"]) for student, row in exported.items()} == ours
    assert {float(row["max_score"]) for row in exported.values()} == {15}


@pytest.mark.slow
def test_our_reports_agree_with_the_class(reports):
    for student, report in reports.items():
        expected = CLASS[student]
        assert (report.outcome == "not_graded") == (expected == UNREAD)
        assert tuple(one.score for one in report.exercises) == (() if expected == UNREAD else expected)


@pytest.mark.slow
def test_essay_is_manual(graded):
    mark = graded.course.marks("essayist")[ESSAY]

    assert (mark.auto, mark.needs_manual, mark.most) == (None, True, 5)


@pytest.mark.slow
def test_unanswered_essay_is_zero(graded):
    """As in nbgrader itself: what was not touched needs no reading."""
    mark = graded.course.marks("stub")[ESSAY]

    assert (mark.auto, mark.needs_manual) == (0, False)


@pytest.mark.slow
def test_manual_score_survives(graded):
    """A manual score stays through a second `autograde --force`, and asks for a look."""
    course = graded.course
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(ESSAY, "mini", SLUG, "essayist")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        comment = gradebook.find_comment(ESSAY, "mini", SLUG, "essayist")
        comment.manual_comment = "Say why."
        gradebook.db.commit()

    course.must("autograde", SLUG, "--student", "essayist", "--force")

    mark = course.marks("essayist")[ESSAY]
    assert (mark.auto, mark.manual, mark.needs_manual) == (None, 3, True)
    assert course.scores("essayist") == classroom.FULL
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(SLUG, "essayist").score == 13
        assert gradebook.find_comment(ESSAY, "mini", SLUG, "essayist").comment == "Say why."
    assert all(not course.marks("essayist")[name].needs_manual for name in CHECKS)
