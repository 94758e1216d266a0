"""The real course's release, and a copy of what it is built from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder import handout, variants
from autograder.assignment import Assignment
from tests.support import ROOT

SLUG = "01_shapes_and_parameters"
BOOK = "shapes_and_parameters"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Assignments and release of the real course, to change; no solutions."""
    for name in ("assignments", "release"):
        shutil.copytree(ROOT / name, tmp_path / "root" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "root"


@pytest.fixture(scope="session")
def filled_in(shapes: Assignment) -> str:
    """The release notebook with the reference's answers."""
    return handout.write(handout.notebook(shapes, variants.reference_cells(shapes)))


@pytest.fixture
def students_folder(tmp_path: Path) -> Path:
    """What a student has unpacked."""
    return Path(shutil.copytree(ROOT / "release" / SLUG, tmp_path / "mine"))
