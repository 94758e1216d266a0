"""What the audit (test_audit.py) does not ask of assignment 07."""

import subprocess
import sys

import numpy as np
import pytest

from autograder import assignment as assignments
from autograder import variants
from tests.support import ROOT

SLUG = "07_skip_gram"
WORD_VECTORS = assignments.load(ROOT, SLUG)
NAMES = [exercise.name for exercise in WORD_VECTORS.config.exercises]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_three_other_right_answers(name):
    assert sum(one.exercise == name for one in variants.discover(WORD_VECTORS, "right")) >= 3


def test_planted_language_is_what_the_text_says():
    """52 words; each sentence has a noun, two topics of its concept, a word of its gender and two fillers."""
    (cell,) = [cell for cell in WORD_VECTORS.cells if cell.id == "corpus"]
    names = {"np": np}
    exec(cell.source, names)  # noqa: S102  # the author's own cell

    sentences = np.sort(names["plant_sentences"](300, seed=1))

    assert len(set(names["WORDS"])) == 52
    nouns, topics, genders, fillers = sentences[:, 0], sentences[:, 1:3], sentences[:, 3], sentences[:, 4:]
    assert ((0 <= nouns) & (nouns < 16)).all()
    assert ((topics - 16) // 3 == nouns[:, None] // 2).all()
    assert ((genders - 40) // 4 == nouns % 2).all()
    assert ((48 <= fillers) & (fillers < 52)).all()


@pytest.mark.slow
def test_handout_runs_as_a_module(tmp_path):
    """Top to bottom, figures and all, before anything is solved; a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(WORD_VECTORS.folder / WORD_VECTORS.config.handout)],
        cwd=tmp_path, env={"MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "public tests 0 of 4. The grader runs more." in done.stdout
