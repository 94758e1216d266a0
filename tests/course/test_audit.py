"""Every assignment proves itself, and nbgrader gives the scores that the audit tells."""

import csv
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from autograder import assignment as assignments
from autograder import handout, variants
from autograder.audit.sheets import sheets
from autograder.audit.survival import share
from tests.course.support import handed_in
from tests.support import ROOT

SLUG = "01_shapes_and_parameters"
SHAPES = assignments.load(ROOT, SLUG)
ANSWERS = [one for side in variants.SIDES for one in variants.discover(SHAPES, side)]
NAMES = [exercise.name for exercise in SHAPES.config.exercises]


@pytest.mark.slow
@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_nothing_is_found(audit_of, slug):
    audit = audit_of(slug)

    assert [finding.sentence for finding in audit.findings] == []
    assert audit.matrix.rows


@pytest.mark.slow
@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_at_least_95_of_100_mutants_are_killed(audit_of, slug):
    audit = audit_of(slug)

    assert {one.exercise for one in audit.mutants} == set(audit.matrix.exercises())
    assert share(audit.mutants) >= 0.95


@pytest.mark.slow
def test_same_scores_through_nbgrader(audit_of, tmp_path):
    """Every known answer gets from `nbgrader autograde` what grading gave it, and so does `export`.

    Answers to different exercises are handed in together, as nobody has one mistake only.
    """

    def nbgrader(*words):
        command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]

    papers = {f"sheet{number}": sheet.answers for number, sheet in enumerate(sheets(ANSWERS))}
    books = [handed_in(SHAPES, answers, name) for name, answers in {**papers, "reference": []}.items()]
    books.append(("stub", handout.write(handout.notebook(SHAPES))))
    subprocess.run([sys.executable, "-m", "autograder", "course", str(tmp_path)], cwd=ROOT, check=True)
    nbgrader("generate_assignment", SLUG)
    for student, text in books:
        home = tmp_path / "submitted" / student / SLUG
        home.mkdir(parents=True)
        (home / f"{SHAPES.notebook_name}.ipynb").write_text(text, encoding="utf-8")
    nbgrader("autograde", SLUG)
    nbgrader("export")

    wanted = {student: wanted_scores(audit_of(SLUG).matrix, papers.get(student, [])) for student, _ in books}
    wanted["stub"] = dict.fromkeys(NAMES, 0.0)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        assert {student: scores_in(gradebook, student) for student in wanted} == wanted
    with (tmp_path / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {student: sum(scores.values()) for student, scores in wanted.items()}


def wanted_scores(matrix, answers):
    """What the audit's table gives for each exercise: all points but those of lost tests."""
    scores = {name: sum(one.points for one in matrix.columns_of(name)) for name in NAMES}
    rows = {(row.side, row.exercise, row.name): row for row in matrix.rows}
    for one in answers:
        lost = rows[one.side, one.exercise, one.name].lost_in(one.exercise)
        scores[one.exercise] -= sum(col.points for col in matrix.columns_of(one.exercise) if col.name in lost)
    return scores


def scores_in(gradebook, student):
    """What nbgrader's database holds for each exercise."""
    (book,) = gradebook.find_submission(SLUG, student).notebooks
    return {grade.name.removeprefix("check_"): grade.score for grade in book.grades}
