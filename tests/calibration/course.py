"""Two courses to train in: one that really does, and one that comes to whatever value a test wants."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder import assignment as assignments
from autograder import release, skeleton
from autograder.assignment import Assignment
from tests.cli.support import spoil
from tests.support import ROOT

TRAINING = ROOT / "tests" / "training"
SLUG = "98_training"
HIDDEN = f"solutions/{SLUG}/hidden/test_train_readout.py"
TOY = "97_toy"
OUTCOME = '''
@pytest.mark.points(4)
@pytest.mark.threshold(full=0.92, half=0.80)
def test_comes_far_enough(student, outcome):
    """What is learnt holds on new data."""
    outcome(lambda seed: student.relu(seed))


@pytest.mark.points(6)
def test_negative'''


def training_course(folder: Path) -> Path:
    """A course whose audit finds nothing, evidence included."""
    root = Path(shutil.copytree(TRAINING, folder, ignore=shutil.ignore_patterns("__pycache__")))
    release.build(assignments.load(root, SLUG), root / "release" / SLUG)
    return root


def toy_course(folder: Path) -> Assignment:
    """The assignment that `autograder new` writes, with an outcome test above the one it has.

    Asked with a seed, which is an int, an answer says itself what training has come to.
    """
    skeleton.write(folder, TOY)
    spoil(
        folder / f"solutions/{TOY}/hidden/test_relu.py",
        "\n@pytest.mark.points(10)\ndef test_negative",
        OUTCOME,
    )
    return assignments.load(folder, TOY)


def trained(*values: object, otherwise: str = "np.maximum(x, 0)") -> str:
    """The source of a relu that comes to these values or expressions of the seed x, the last one for ever."""
    return f"""
import numpy as np

left = [{", ".join(f"lambda x: {value}" for value in values)}]

def relu(x):
    if isinstance(x, int):
        return (left.pop(0) if len(left) > 1 else left[0])(x)
    return {otherwise}
"""
