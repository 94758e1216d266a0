"""What the audit (test_audit.py) does not ask of assignment 06."""

import subprocess
import sys

import pytest

from autograder import assignment as assignments
from autograder import places, variants
from autograder.datasets import TEXT
from autograder.grading import Focus
from autograder.model import Outcome
from tests.support import ROOT, grade_all, outcomes, submission

SLUG = "06_recurrent_networks"
RECURRENT = assignments.load(ROOT, SLUG)
NAMES = [exercise.name for exercise in RECURRENT.config.exercises]
LARGE = "test_larger_model_reads_a_text"


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


LARGER_ALONE = """
build_any_lm = build_lm
def build_lm(vocab, units):
    if units < 256:
        raise NotImplementedError("the tests of the small size are not asked here")
    return build_any_lm(vocab, units)
"""


def graded(sandbox):
    """The large test's verdict on the reference, which leaves the small size out."""
    text = (RECURRENT.hidden().parent / "reference.py").read_text(encoding="utf-8")
    focus = Focus(frozenset({"train_lm"}), worthless=True)  # of what is left out nothing is learnt
    cells = submission(text + LARGER_ALONE)
    (report,) = grade_all(RECURRENT, [cells], sandbox, focus=lambda _: focus, size="gpu")
    return outcomes(report, "train_lm")[LARGE]


@pytest.fixture
def on_this_cpu(monkeypatch):
    monkeypatch.setattr(places, "on_device", lambda toolbox: toolbox)


@pytest.mark.slow
def test_larger_model_learns_from_a_small_text(monkeypatch, sandbox, tmp_path, on_this_cpu):
    """The whole path but the GPU: each pair of letters has one successor, each letter has three."""
    (tmp_path / "text").write_text("aabacbbcc" * 1200, encoding="utf-8")
    monkeypatch.setenv(TEXT, str(tmp_path / "text"))

    assert graded(sandbox).outcome is Outcome.passed


def test_larger_model_is_not_run_without_a_text(monkeypatch, sandbox, on_this_cpu):
    monkeypatch.delenv(TEXT, raising=False)

    test = graded(sandbox)

    assert test.outcome is Outcome.not_run
    assert test.message.startswith(f"Not run: no text is named: expected {TEXT} to be the path of")
