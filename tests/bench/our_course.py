"""Grade an nbgrader course as an instructor does: `autograder grade --course`, one command for all of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

PROGRAM = [sys.executable, "-W", "ignore", "-m"]


@dataclass(frozen=True)
class CourseRun:
    """One run of the command, from its start to its end, and what the gradebook holds then."""

    workers: int
    submissions: int
    seconds: float
    again_seconds: float  # the same command once more, with nothing to do: its start-up
    outcomes: dict[str, dict[str, bool]]  # student -> exercise -> full points


def grade(folder: Path, root: Path, slug: str, books: Mapping[str, str], workers: int) -> CourseRun:
    """Build a course, hand in a notebook for each student, and grade it.

    Args:
        folder: the course.
        root: the workbook.
        slug: the assignment.
        books: the text of each student's notebook.
        workers: how many processes grade side by side.
    """
    _run(root, "autograder", "course", folder, "--root", root)
    _run(folder, "nbgrader", "generate_assignment", slug)
    (name,) = [path.name for path in (folder / "source" / slug).glob("*.ipynb")]
    for student, text in books.items():
        home = folder / "submitted" / student / slug
        home.mkdir(parents=True)
        (home / name).write_text(text, encoding="utf-8")
    command = ("autograder", "grade", slug, "--course", folder, "--workers", workers)
    seconds, again = _run(folder, *command), _run(folder, *command)
    return CourseRun(workers, len(books), seconds, again, _outcomes(folder, slug))


def _run(here: Path, *words: object) -> float:
    """Run a program to its end; return how long that took."""
    began = time.monotonic()
    env = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([*PROGRAM, *map(str, words)], cwd=here, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words[0]} {words[1]} failed:\n{done.stderr[-2000:]}")
    return time.monotonic() - began


def _outcomes(folder: Path, slug: str) -> dict[str, dict[str, bool]]:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", folder.name) as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("check_"): grade.auto_score == grade.max_score
                for book in submission.notebooks
                for grade in book.grades
            }
            for submission in gradebook.assignment_submissions(slug)
        }
