"""What the audit (test_audit.py) does not ask of assignment 01."""

import subprocess
import sys

import pytest

from autograder import assignment as assignments
from autograder import handout, variants
from autograder.submission import read
from tests.support import ROOT, grade_all, submission

SLUG = "01_shapes_and_parameters"
SHAPES = assignments.load(ROOT, SLUG)
RIGHT = {f"{one.exercise}/{one.name}": one for one in variants.discover(SHAPES, "right")}
WRONG = {f"{one.exercise}/{one.name}": one for one in variants.discover(SHAPES, "wrong")}
NAMES = [exercise.name for exercise in SHAPES.config.exercises]


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory):
    """A real notebook for each variant, for the reference and for the stub."""
    folder = tmp_path_factory.mktemp("class")
    chosen = {"reference": {}} | {key: {one.exercise: one} for key, one in (RIGHT | WRONG).items()}
    for key, picked in chosen.items():
        book = handout.notebook(SHAPES, variants.assemble(SHAPES, picked))
        (folder / f"{key.replace('/', '-')}.ipynb").write_text(handout.write(book), encoding="utf-8")
    (folder / "stub.ipynb").write_text(handout.write(handout.notebook(SHAPES)), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in RIGHT.values()) >= 3


def test_keras_is_stopped_by_the_toolbox(class_folder, sandbox):
    """Asking Keras gives the right number on a student's machine, and a plain word in the grader."""
    asking = [read(path, student=path.stem) for path in sorted(class_folder.glob("*-asks_keras.ipynb"))]

    assert len(asking) == 6
    for report in grade_all(SHAPES, asking, sandbox):
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
def test_same_scores_through_nbgrader(class_folder, audit_of, tmp_path):
    """Every one of these notebooks gets from `nbgrader autograde` and `export` what grading gave it."""
    import csv

    def nbgrader(*words):
        command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]

    subprocess.run([sys.executable, "-m", "autograder", "course", str(tmp_path)], cwd=ROOT, check=True)
    nbgrader("generate_assignment", SLUG)
    for path in class_folder.glob("*.ipynb"):
        home = tmp_path / "submitted" / path.stem / SLUG
        home.mkdir(parents=True)
        (home / f"{SHAPES.notebook_name}.ipynb").write_bytes(path.read_bytes())
    nbgrader("autograde", SLUG)
    nbgrader("export")
    with (tmp_path / "grades.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}

    matrix = audit_of(SLUG).matrix
    worth = {f"{one.exercise}.{one.name}": one.points for one in matrix.columns}
    assert exported == {
        f"{row.exercise}-{row.name}".lstrip("-"): 100 - sum(worth[test] for test in row.lost())
        for row in matrix.rows
        if row.side != "junk"
    }
