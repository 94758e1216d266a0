"""What grading needs of an assignment, as bytes: for machines that have no folder of the course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.assignment import Assignment

CACHES = {"__pycache__", ".pytest_cache", ".ipynb_checkpoints"}
# Of solutions/, for grading.
NOT_NEEDED = {"right", "audit.json", "mutants.json", "equivalent.toml", "calibration.json"}


def files(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Yield name (inside the course) and content of each file.

    Raises:
        CourseError: there are no hidden tests.
    """
    yield from tree(assignment.folder, f"assignments/{assignment.slug}")
    yield from tree(assignment.hidden().parent, f"solutions/{assignment.slug}", NOT_NEEDED)


def tree(folder: Path, name: str, left_out: set[str] | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield what stands in a folder, under a name, but for caches and what is left out of its top."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in (left_out or ()) and not CACHES & set(parts):
            yield "/".join((name, *parts)), path.read_bytes()


def pack(assignment: Assignment) -> bytes:
    """Return an assignment's files as one message."""
    return msgspec.msgpack.encode(dict(files(assignment)))


def unpack(raw: bytes, folder: Path) -> None:
    """Write them into an empty folder, which becomes the root of a course of one assignment."""
    for name, content in msgspec.msgpack.decode(raw, type=dict[str, bytes]).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
