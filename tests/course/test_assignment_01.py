"""What the audit (test_audit.py) does not ask of assignment 01."""

import subprocess
import sys

import pytest

from autograder import assignment as assignments
from autograder import variants
from autograder.submission import Submission, parse
from tests.course.support import handed_in
from tests.support import ROOT, grade_all, submission

SLUG = "01_shapes_and_parameters"
SHAPES = assignments.load(ROOT, SLUG)
ANSWERS = [one for side in variants.SIDES for one in variants.discover(SHAPES, side)]
NAMES = [exercise.name for exercise in SHAPES.config.exercises]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum((one.side, one.exercise) == ("right", name) for one in ANSWERS) >= 3


def test_keras_is_stopped_by_the_toolbox(sandbox):
    """Asking Keras gives the right number on a student's machine, and a plain word in the grader."""
    asking = [handed_in(SHAPES, [one], one.exercise) for one in ANSWERS if one.name == "asks_keras"]
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
