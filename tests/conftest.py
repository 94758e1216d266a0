"""What the engine's tests share: the real course, a small one, one warm sandbox, and short ways to grade."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from autograder import assignment as assignments
from autograder.assignment import Assignment
from autograder.model import Report
from autograder.sandbox.host import Sandbox
from tests.support import MINI, ROOT, grade_all, submission

collect_ignore = [
    "mini",
    "training",
    "bench",
    "attacks/target",
    "attacks/weak_tests",
]  # courses; programs that measure

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


@pytest.fixture(scope="session")
def mini() -> Assignment:
    return assignments.load(MINI, "99_mini")


@pytest.fixture(scope="session")
def shapes() -> Assignment:
    return assignments.load(ROOT, "01_shapes_and_parameters")


@pytest.fixture(scope="session")
def answers() -> str:
    """The small course's reference, as one cell."""
    return (MINI / "solutions" / "99_mini" / "reference.py").read_text(encoding="utf-8")


@pytest.fixture
def grade(sandbox: Sandbox, mini: Assignment) -> Callable[..., Report]:
    """Grade code cells against the small course."""

    def grade_cells(*sources: str, of: Assignment = mini) -> Report:
        return grade_all(of, [submission(*sources)], sandbox)[0]

    return grade_cells
