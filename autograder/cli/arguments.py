"""What several commands are given: an assignment, and the course that it stands in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from autograder import assignment as assignments

Root = Annotated[
    Path | None, typer.Option("--root", help="The course's folder; by default the nearest one above.")
]
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
Slug = Annotated[str, typer.Argument(help="The assignment, for instance 01_shapes_and_parameters.")]


def course_root(root: Path | None) -> Path:
    """Return the course's folder: the one given, else the nearest one above."""
    return root or assignments.find_root(Path.cwd())


def load(slug: str, root: Path | None) -> assignments.Assignment:
    """Return an assignment of the course."""
    return assignments.load(course_root(root), slug)
