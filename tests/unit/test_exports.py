"""The package has one public door, and opening it is cheap."""

from __future__ import annotations

import subprocess
import sys

import pytest

import autograder

HEAVY = ("keras", "tensorflow", "numpy", "pytest", "nbformat", "jupytext", "rich", "typer")


def test_names_are_sorted():
    assert autograder.__all__ == sorted(autograder.__all__)
    assert len(set(autograder.__all__)) == len(autograder.__all__)


def test_names_are_complete():
    assert {*autograder._HOME, "__version__"} == set(autograder.__all__)


@pytest.mark.parametrize("name", autograder.__all__)
def test_names_load(name):
    assert getattr(autograder, name) is not None
    assert getattr(autograder, name) is getattr(autograder, name)


def test_names_are_documented():
    for name in set(autograder.__all__) - {"__version__"}:
        assert getattr(autograder, name).__doc__


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'grade_all'"):
        autograder.grade_all  # noqa: B018  # reading it is what is tested


def loaded_by(line: str) -> set[str]:
    """Return the modules that a fresh interpreter has after one line."""
    program = f"{line}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_is_cheap():
    loaded = loaded_by("import autograder")
    assert not loaded & set(HEAVY)
    assert {name for name in loaded if name.startswith("autograder")} == {"autograder"}


@pytest.mark.parametrize("module", ["sandbox.child", "cells", "wire"])
def test_childs_side_is_small(module):
    """What runs in the student's process brings the standard library and numpy, and nothing of the grader."""
    loaded = loaded_by(f"import autograder.{module}")
    assert not loaded & (set(HEAVY) - {"numpy"})
    assert not loaded & {"msgspec", "jinja2", "autograder.judging", "autograder.grading", "autograder.seeds"}


def test_judging_needs_no_keras():
    assert not loaded_by("from autograder import assert_close") & {"keras", "tensorflow", "pytest"}
