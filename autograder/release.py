"""What students get, built from assignments/ alone: notebook, script, public tests, a short README.

Deterministic: the same handout gives the same bytes, so that a stale release shows in a diff.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder import handout
from autograder.assignment import Assignment

CACHES = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache"}
COPIED = ("test_public.py", "CHANGES.md")


def files(assignment: Assignment) -> dict[str, str]:
    """Return the release of an assignment: file names and texts."""
    name = assignment.notebook_name
    texts = {
        f"{name}.ipynb": handout.write(handout.notebook(assignment)),
        f"{name}.py": (assignment.folder / assignment.config.handout).read_text(encoding="utf-8"),
        "README.md": _readme(assignment),
    }
    for copied in COPIED:
        if (path := assignment.folder / copied).is_file():
            texts[copied] = path.read_text(encoding="utf-8")
    return texts


def stale(assignment: Assignment, folder: Path) -> list[str]:
    """Return the names of files in a release folder that differ from what would be built, or are stray."""
    want = files(assignment)
    return sorted(
        [*_stray(want, folder), *(name for name, text in want.items() if not _is(folder / name, text))]
    )


def build(assignment: Assignment, folder: Path) -> list[Path]:
    """Make a folder the release of an assignment; return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    want = files(assignment)
    for name in _stray(want, folder):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, text in want.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in want]


def gone(assignments: Sequence[str], folder: Path) -> list[Path]:
    """Return released folders whose assignment is no more."""
    return sorted(path for path in folder.glob("*") if path.is_dir() and path.name not in assignments)


def _stray(want: Mapping[str, str], folder: Path) -> list[str]:
    have = {path.name for path in folder.iterdir() if not path.is_dir()} if folder.is_dir() else set()
    folders = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    return sorted((have - set(want)) | (folders - CACHES))


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _readme(assignment: Assignment) -> str:
    name, slug, config = assignment.notebook_name, assignment.slug, assignment.config
    rows = "\n".join(
        f"| `{one.name}` | {one.points:g} | {one.toolbox}{', on a GPU' if one.device == 'gpu' else ''} |"
        for one in config.exercises
    )
    return f"""# {config.title}

{len(config.exercises)} exercises, {config.points:g} points. Open `{name}.ipynb` in Jupyter
(or edit `{name}.py`, the same text as a script), replace each `raise NotImplementedError(...)` by
your answer, and run the check cell below it.

| exercise | points | toolbox |
|---|---|---|
{rows}

The public tests in `test_public.py` also run from a terminal, in this folder:

    pip install keras-workbook
    pytest
    autograder check {slug} {name}.ipynb

Green means that the public tests pass; the grader runs more. Hand in the notebook under its own name.
"""
