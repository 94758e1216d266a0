"""Grade submissions with nbgrader as it comes: a kernel a submission, hidden tests in the notebook.

The tests of a grade cell are those of `hidden/test_EXERCISE.py`, wrapped: `Student` stands for the
fixture, and every test function is called once. A cell is all or nothing, as nbgrader has it.
"""

from __future__ import annotations

import ast
import copy
import inspect
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

ASSIGNMENT, NOTEBOOK = "shapes", "shapes"
CELL_SECONDS = 180  # nbgrader's own 30 s could cut short an import of TensorFlow on a busy machine
CONFIG = f"""c = get_config()
c.CourseDirectory.course_id = "bench"
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}
c.Execute.timeout = {CELL_SECONDS}
"""
IMPORTS = """import contextlib
from functools import cache

import keras
import numpy as np

from autograder import assert_equal
"""


class Student:
    """What the fixture `student` is to a test; its source text goes into the notebook."""

    def __getattr__(self, name):
        return globals()[name]

    def map(self, name, cases):
        return [globals()[name](*case) for case in cases]

    def refuses(self, expected, name, cases):
        for case in cases:
            with self.raises(expected):
                globals()[name](*case)

    @contextmanager
    def raises(self, expected):
        try:
            yield
        except expected:
            return
        raise AssertionError(f"no {expected.__name__}")


@dataclass(frozen=True)
class PlainRun:
    """One `nbgrader autograde`: seconds before the first submission, and from there to the end."""

    submissions: int
    start_seconds: float
    grading_seconds: float
    outcomes: dict[str, dict[str, bool]]  # student -> exercise -> full points


def build(folder: Path, reference: Mapping[str, str], hidden: Path) -> None:
    """Write a course with one assignment, and have nbgrader make the students' version.

    Args:
        folder: the course.
        reference: the solution of each exercise.
        hidden: the folder of their hidden tests.
    """
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    cells = [new_markdown_cell("# Shapes"), _cell("setup", _setup(), locked=True)]
    for name, text in reference.items():
        cells.append(_cell(name, f"### BEGIN SOLUTION\n{text}\n### END SOLUTION", solution=True))
        tests = _tests((hidden / f"test_{name}.py").read_text(encoding="utf-8"))
        tests = f"### BEGIN HIDDEN TESTS\n{tests}\n### END HIDDEN TESTS"
        cells.append(_cell(f"check_{name}", tests, locked=True, grade=True, points=1))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), source / f"{NOTEBOOK}.ipynb")
    for _ in _nbgrader(folder, "generate_assignment", ASSIGNMENT):
        pass


def _setup() -> str:
    recorder = inspect.getsource(Student).replace("@contextmanager", "@contextlib.contextmanager")
    return f"{IMPORTS}\n\n{recorder}\n\nstudent = Student()"


def _cell(name: str, text: str, **flags: Any) -> Any:
    about = {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False}
    return new_code_cell(text, metadata={"nbgrader": {**about, "task": False, **flags}})


def _tests(text: str) -> str:
    """Return a hidden test file as plain statements: no pytest, and a call of each test at the end."""
    kept: list[ast.stmt] = []
    calls = []
    for node in ast.parse(text).body:
        source = ast.unparse(node)
        if source.startswith(("import pytest", "pytestmark")):
            continue
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            node.decorator_list = []
            known = {"student": "student", "rng": "np.random.default_rng(2024)"}
            calls.append(f"{node.name}({', '.join(known[one.arg] for one in node.args.args)})")
        kept.append(node)
    return "\n".join([ast.unparse(ast.Module(kept, [])), *calls])


def hand_in(folder: Path, submissions: Mapping[str, Mapping[str, str]]) -> None:
    """Fill in the students' version for each student: exercise -> source."""
    release = nbformat.read(folder / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    for student, sources in submissions.items():
        book = copy.deepcopy(release)
        for cell in book.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = sources.get(name, cell.source)
        target = folder / "submitted" / student / ASSIGNMENT
        target.mkdir(parents=True)
        nbformat.write(book, target / f"{NOTEBOOK}.ipynb")


def autograde(folder: Path) -> PlainRun:
    """Run `nbgrader autograde` over what was handed in, in one go.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    first, count = began, 0
    for line in _nbgrader(folder, "autograde", ASSIGNMENT):
        if " Sanitizing " in line:
            first = time.monotonic() if count == 0 else first
            count += 1
            print(f"\rplain nbgrader: submission {count} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return PlainRun(count, first - began, time.monotonic() - first, _outcomes(folder))


def _outcomes(folder: Path) -> dict[str, dict[str, bool]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("check_"): grade.auto_score == grade.max_score
                for grade in gradebook.find_submission_notebook(
                    NOTEBOOK, ASSIGNMENT, submission.student.id
                ).grades
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def _nbgrader(folder: Path, *command: str) -> Iterator[str]:
    """Run an nbgrader command in the course, yielding its log line by line."""
    programs = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "IPYTHONDIR": str(folder / ".ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / ".runtime"),
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",  # nbgrader takes any text on stderr for a failed test
        "PYTHONWARNINGS": "ignore",
    }
    log: list[str] = []
    with subprocess.Popen(
        [programs / "nbgrader", *command],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        for line in process.stdout or ():
            log.append(line)
            yield line
    if process.returncode:
        raise RuntimeError(f"nbgrader {command[0]} failed:\n{''.join(log[-20:])}")
