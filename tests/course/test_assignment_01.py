"""Assignment 01 proves itself: right answers get everything, wrong ones are caught where they say."""

import subprocess
import sys
from pathlib import Path

import msgspec
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


@pytest.fixture(scope="module")
def reports(class_folder, sandbox):
    files = sorted(class_folder.glob("*.ipynb"))
    done = grade_all(SHAPES, [read(path, student=path.stem) for path in files], sandbox)
    return {report.student: report for report in done}


def failed(report):
    assert report.outcome == "graded", report.reason
    return {test.name for one in report.exercises for test in one.tests if test.score < test.max_score}


@pytest.mark.slow
def test_stub_gets_nothing(reports):
    assert reports["stub"].score == 0


def test_reference_gets_everything(reports):
    assert reports["reference"].score == 100
    assert reports["reference"].notes == []


@pytest.mark.parametrize("key", RIGHT)
def test_right_answer_gets_everything(reports, key):
    assert reports[key.replace("/", "-")].score == 100


@pytest.mark.parametrize("key", WRONG)
def test_wrong_answer_is_caught_where_it_says(reports, key):
    """Exactly the declared tests fail, and no other exercise loses a point."""
    report = reports[key.replace("/", "-")]

    assert failed(report) == WRONG[key].fails
    assert [one.name for one in report.exercises if one.score < one.max_score] == [WRONG[key].exercise]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in RIGHT.values()) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_hidden_test_catches_something(reports, name):
    """A test that no wrong answer fails would be worth nothing."""
    caught = {test for one in WRONG.values() if one.exercise == name for test in one.fails}
    (tests,) = [one.tests for one in reports["reference"].exercises if one.name == name]

    assert {test.name for test in tests} == caught


def test_keras_is_stopped_by_the_toolbox(reports):
    """Asking Keras gives the right number on a student's machine, and a plain word in the grader."""
    asking = [report for name, report in reports.items() if name.endswith("-asks_keras")]

    assert len(asking) == 6
    for report in asking:
        lost = [test for one in report.exercises for test in one.tests if test.score < test.max_score]
        assert all("ToolboxError" in test.message for test in lost)


JUNK = {
    "zero": "return 0",
    "one": "return 1",
    "None": "return None",
    "NaN": "return float('nan')",
    "identity": "return args[0] if args else None",
    "an empty list": "return []",
    "a pair of ones": "return (1, 1)",
    "a pair of zeros": "return (0, 0)",
    "chance": "import random; return random.randint(0, 20)",
    "a large constant": "return 62378344",
    "ValueError": "raise ValueError('no 0 1 2 3 4 5')",
    "TypeError": "raise TypeError('no 0 1 2 3 4 5')",
    "SystemExit": "raise SystemExit(0)",
    "os._exit": "import os; os._exit(0)",
    "sleep": "import time; time.sleep(60)",
}


@pytest.mark.parametrize("what", JUNK)
def test_junk_earns_nothing(sandbox, what):
    source = "\n".join(f"def {name}(*args, **kwargs):\n    {JUNK[what]}" for name in NAMES)
    quick = msgspec.structs.replace(SHAPES.config.limits, call_seconds=0.3, submission_seconds=5.0)
    hurried = assignments.Assignment(
        SHAPES.slug, SHAPES.folder, SHAPES.solutions, msgspec.structs.replace(SHAPES.config, limits=quick)
    )
    (report,) = grade_all(hurried, [submission(source)], sandbox)

    assert report.score == 0


def test_points_add_up_to_a_hundred():
    assert sum(exercise.points for exercise in SHAPES.config.exercises) == SHAPES.config.points == 100


def test_signatures_agree():
    """Stub, reference and variants take the same arguments."""
    import ast
    import inspect

    from autograder.plugin import load_reference

    reference = load_reference(SHAPES.solutions)
    stubs = {cell.id: cell.source for cell in SHAPES.cells if cell.role == "solution"}
    for name in NAMES:
        (stub,) = [node for node in ast.parse(stubs[name]).body if isinstance(node, ast.FunctionDef)]
        want = list(inspect.signature(getattr(reference, name)).parameters)
        assert [argument.arg for argument in stub.args.args] == want
        for one in (RIGHT | WRONG).values():
            if one.exercise == name:
                (found,) = [n for n in ast.parse(one.code).body if getattr(n, "name", "") == name]
                assert [argument.arg for argument in found.args.args] == want, (one.side, name, one.name)


def test_wrong_answers_have_a_hint():
    assert [key for key, one in WRONG.items() if not one.hint.strip()] == []


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
def test_same_scores_through_nbgrader(class_folder, reports, tmp_path):
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

    assert exported == {name: report.score for name, report in reports.items()}


def test_no_stray_file():
    """Every file of the assignment is one the engine knows."""
    known = {"reference.py", *(f"hidden/test_{name}.py" for name in NAMES)}
    known |= {f"{one.side}/{one.exercise}/{one.name}.py" for one in (RIGHT | WRONG).values()}
    found = {
        str(path.relative_to(SHAPES.solutions))
        for path in Path(SHAPES.solutions).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ".ruff_cache" not in path.parts
    }
    assert found == known
