"""What the audit (test_audit.py) does not ask of assignment 03."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits

from autograder import assignment as assignments
from autograder import places, variants
from autograder.datasets import MNIST
from autograder.errors import NotRun
from autograder.model import Outcome
from tests.course.support import large
from tests.support import ROOT

SLUG = "03_convolution_layers"
CONVOLUTION = assignments.load(ROOT, SLUG)
NAMES = [exercise.name for exercise in CONVOLUTION.config.exercises]
LARGE, TRAINED = "digit_convnet::test_larger_net_reads_mnist", "test_new_digits_are_read"


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in variants.discover(CONVOLUTION, "right")) >= 3


def test_chapter_is_worth_120_points():
    assert CONVOLUTION.config.points == 120


@pytest.mark.slow
def test_handout_runs_as_a_module(tmp_path):
    """Top to bottom, figures and all, before anything is solved; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(CONVOLUTION.folder / CONVOLUTION.config.handout)],
        cwd=tmp_path, env={"MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "public tests 0 of 3. The grader runs more." in done.stdout


@pytest.mark.slow
def test_larger_net_learns_from_a_small_file_of_the_same_format(monkeypatch, sandbox, tmp_path):
    """The whole path but the GPU: scikit-learn's digits, enlarged to MNIST's size, in MNIST's format."""
    found = load_digits()
    pictures = np.kron(found.images, np.ones((3, 3))) * (255 / 16)
    pictures = np.pad(pictures, ((0, 0), (2, 2), (2, 2))).astype("uint8")
    parts = {"x_train": pictures[:1400], "x_test": pictures[1400:]}
    parts |= {"y_train": found.target[:1400].astype("uint8"), "y_test": found.target[1400:].astype("uint8")}
    np.savez(tmp_path / "digits.npz", **parts)
    monkeypatch.setenv(MNIST.copy, str(tmp_path / "digits.npz"))
    monkeypatch.setattr(places, "on_device", lambda toolbox: toolbox)

    assert large(CONVOLUTION, LARGE, sandbox, TRAINED).outcome is Outcome.passed


def test_larger_net_is_not_run_without_a_gpu(monkeypatch, sandbox):
    def refuse(_):
        raise NotRun("this machine has no GPU")

    monkeypatch.setattr(places, "on_device", refuse)

    test = large(CONVOLUTION, LARGE, sandbox, TRAINED)

    assert (test.outcome, test.message) == (Outcome.not_run, "Not run: this machine has no GPU")
