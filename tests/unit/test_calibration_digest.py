"""A digest changes with the code that can change a measurement, and with nothing else."""

from __future__ import annotations

import pytest

from autograder.calibration.subjects import reach
from autograder.errors import CourseError

CODE = '''"""A file."""

import numpy as np
from other import rate as speed

STEPS = 3


def helper(x):
    return x * speed


def neighbour(x):
    return np.sum(x)


@pytest.mark.points(3)
@pytest.mark.threshold(full=0.9)
def trained(x, data):
    for _ in range(STEPS):
        x = helper(x)
    return x


@pytest.fixture
def data():
    return 1
'''


def digest(*sources):
    return reach(sources, {"trained"}).digest


BEFORE = digest(CODE)
MATTERS = {
    "its own body": ("return x\n\n\n@pytest.fixture", "return -x\n\n\n@pytest.fixture"),
    "what it calls": ("x * speed", "x + speed"),
    "a constant": ("STEPS = 3", "STEPS = 4"),
    "an import": ("rate as speed", "pace as speed"),
    "a fixture": ("return 1", "return 2"),
    "what runs on import": ("STEPS = 3", "STEPS = 3\nnp.seterr(all='raise')"),
}
MATTERS_NOT = {
    "a neighbour": ("np.sum(x)", "np.mean(x)"),
    "what only a neighbour uses": ("import numpy as np", "import numpy as np  # arrays"),
    "a threshold": ("full=0.9", "full=0.8, half=0.5"),
    "points": ("points(3)", "points(4)"),
    "the docstring of the file": ("A file.", "Another file."),
    "empty lines": ("STEPS = 3\n", "STEPS = 3\n\n\n"),
}


def changed(old, new):
    assert old in CODE
    return digest(CODE.replace(old, new))


@pytest.mark.parametrize("what", MATTERS)
def test_digest_changes_with(what):
    assert changed(*MATTERS[what]) != BEFORE


@pytest.mark.parametrize("what", MATTERS_NOT)
def test_digest_does_not_change_with(what):
    assert changed(*MATTERS_NOT[what]) == BEFORE


def test_names_reach_from_one_source_into_the_next():
    assert digest(CODE, "def rate(): return 1") == BEFORE
    assert digest(CODE, "def speed(): return 1") != BEFORE


def test_source_that_is_no_python_is_refused():
    with pytest.raises(CourseError, match="the code that trained may reach cannot be read"):
        digest("%matplotlib inline")


@pytest.mark.parametrize("asking", ["student.other(x)", "student.map('other', cases)", "reference.other"])
def test_tests_reach_what_they_ask_for(asking):
    """An answer is measured with every function that its test asks for, by whatever word."""
    assert "other" in reach([f"def trained(student):\n    return {asking}"], {"trained"}).names
