"""Paths on the command line become submissions, one a student, the unreadable ones with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UnreadableError
from autograder.submission import Submission, read
from autograder.text import visible

SUFFIXES = (".ipynb", ".py")
RESERVED = {"summary.csv"}  # stands beside the students' folders


@dataclass(frozen=True)
class Found:
    """A file that should be a student's submission; `fault` says why there is none."""

    student: str
    path: Path
    fault: str = ""


def student_name(text: str) -> str:
    """Return a file's or folder's name as a student's: printable, and safe as the name of a folder."""
    name = visible(text.encode("utf-8", "backslashreplace").decode()).replace("\n", " ").replace("\t", " ")
    return f"_{name}" if name.startswith(".") or name in RESERVED or not name.strip() else name


@dataclass(frozen=True)
class Unreadable:
    """A submission that could not be read, and why."""

    student: str
    reason: str


def find(paths: Sequence[Path], *, slug: str, notebook: str) -> list[Found]:
    """List the submissions under some paths.

    Args:
        paths: notebooks, scripts, or folders; a folder is in nbgrader's layout
            (`submitted/STUDENT/SLUG/NOTEBOOK.ipynb`) or holds one file a student.
        slug: the assignment.
        notebook: the notebook's name without suffix.

    Raises:
        FileNotFoundError: a path does not exist.
        ValueError: two files belong to the same student.
    """
    found: list[Found] = []
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"there is no {path}")
        found += _in_folder(path, slug, notebook) if path.is_dir() else [Found(student_name(path.stem), path)]
    names = [one.student for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two submissions belong to {twice[0]!r}: a student is named by file or folder")
    return found


def _in_folder(folder: Path, slug: str, notebook: str) -> list[Found]:
    entries = sorted(folder.iterdir())
    layout = [path for path in entries if path.is_dir() and not path.name.startswith(".")]
    if any(_holds(path, slug) for path in layout):
        return [
            of_student(student_name(path.name), path / slug, notebook)
            for path in layout
            if _holds(path, slug)
        ]
    files = [path for path in entries if path.suffix in SUFFIXES and not _is_ours(path)]
    return [Found(student_name(path.stem), path) for path in files]


def _holds(folder: Path, slug: str) -> bool:
    """Tell whether a student's folder holds the assignment, or cannot be looked into."""
    try:
        return (folder / slug).is_dir()
    except OSError:
        return True


def of_student(student: str, folder: Path, notebook: str) -> Found:
    """Return a student's file in their folder, or what stands there instead."""
    try:
        present = {path.name for path in folder.iterdir() if path.suffix in SUFFIXES and not _is_ours(path)}
    except OSError as error:
        return Found(
            student, folder, f"expected a readable folder, received {folder.name!r}: {error.strerror}"
        )
    for suffix in SUFFIXES:
        if (name := f"{notebook}{suffix}") in present:
            return Found(student, folder / name)
    received = ", ".join(sorted(present)[:5]) or "no notebook"
    return Found(student, folder, f"expected {notebook}.ipynb, received {received}: rename it")


def _is_ours(path: Path) -> bool:
    return path.name.startswith(("test_", "conftest", "."))


def submissions(found: Sequence[Found]) -> Iterator[Submission | Unreadable]:
    """Read each file when its turn comes."""
    for one in found:
        if one.fault:
            yield Unreadable(one.student, one.fault)
            continue
        try:
            yield read(one.path, student=one.student)
        except UnreadableError as error:
            yield Unreadable(one.student, str(error))
