"""What the audit (test_audit.py) does not ask of assignment 01."""

import csv
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook

from autograder import assignment as assignments
from autograder import handout, variants
from autograder.audit.sheets import sheets
from autograder.submission import Submission, parse
from tests.support import ROOT, grade_all, submission

SLUG = "01_shapes_and_parameters"
SHAPES = assignments.load(ROOT, SLUG)
ANSWERS = [one for side in variants.SIDES for one in variants.discover(SHAPES, side)]
NAMES = [exercise.name for exercise in SHAPES.config.exercises]


def handed_in(answers, name):
    """A real notebook, as a student would fill it in; what is not answered is the reference's."""
    book = handout.notebook(SHAPES, variants.assemble(SHAPES, {one.exercise: one for one in answers}))
    return name, handout.write(book)


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum((one.side, one.exercise) == ("right", name) for one in ANSWERS) >= 3


def test_keras_is_stopped_by_the_toolbox(sandbox):
    """Asking Keras gives the right number on a student's machine, and a plain word in the grader."""
    asking = [handed_in([one], one.exercise) for one in ANSWERS if one.name == "asks_keras"]
    books = [Submission(name, name, parse(text.encode(), ".ipynb")) for name, text in asking]

    assert len(books) == 6
    for report in grade_all(SHAPES, books, sandbox):
        lost = [test for one in report.exercises for test in one.tests if test.score < test.max_score]
        assert lost
        assert all("ToolboxError" in test.message for test in lost)


def test_published_total_earns_nothing(sandbox):
    """AlexNet's number of parameters, in answer to everything."""
    source = "\n".join(f"def {name}(*args, **kwargs):\n    return 62_378_344" for name in NAMES)

    (report,) = grade_all(SHAPES, [submission(source)], sandbox)

    assert report.score == 0


def test_chapter_is_worth_a_hundred_points():
    assert SHAPES.config.points == 100


@pytest.mark.slow
def test_handout_runs_as_a_module(tmp_path):
    """Top to bottom, figures and all, before anything is solved; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SHAPES.folder / SHAPES.config.handout)],
        cwd=tmp_path, env={"MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "public tests 0 of 4. The grader runs more." in done.stdout


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
    books = [handed_in(answers, name) for name, answers in {**papers, "reference": []}.items()]
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
