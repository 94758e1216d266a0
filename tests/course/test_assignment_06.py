"""What the audit (test_audit.py) does not ask of assignment 06."""

import subprocess
import sys

import pytest

from autograder import assignment as assignments
from autograder import variants
from tests.support import ROOT

SLUG = "06_recurrent_networks"
RECURRENT = assignments.load(ROOT, SLUG)
NAMES = [exercise.name for exercise in RECURRENT.config.exercises]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in variants.discover(RECURRENT, "right")) >= 3


def test_chapter_has_eleven_exercises_worth_120_points():
    assert (len(NAMES), RECURRENT.config.points) == (11, 120)


@pytest.mark.slow
def test_handout_runs_as_a_module(tmp_path):
    """Top to bottom, figures and all, before anything is solved; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(RECURRENT.folder / RECURRENT.config.handout)],
        cwd=tmp_path, env={"MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "public tests 0 of 4. The grader runs more." in done.stdout
