"""A submitted file becomes a list of cells: read as data, never executed here.

Only source text and ids are kept; outputs, widgets and every other field of a notebook are
skipped unread. Whatever is wrong with the file is an UnreadableError with a sentence for the
student, never a crash.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from autograder.errors import UnreadableError

MAX_FILE_BYTES = 32 << 20
MAX_SOURCE_BYTES = 1 << 20
MAX_CELLS = 2000
CELL_MARK = re.compile(r"^\s*#\s*%%", re.MULTILINE)

CellKind = Literal["code", "markdown", "raw"]


@dataclass(frozen=True)
class Cell:
    """One cell: its number in the notebook (from 1), what it is, its id if it bears one, its text.

    `role` is what the file itself claims; grading goes by the handout instead.
    """

    number: int
    kind: CellKind
    id: str | None
    source: str
    role: str | None = None


@dataclass(frozen=True)
class Submission:
    """One student's cells. `digest` names the exact bytes that were read."""

    student: str
    digest: str
    cells: tuple[Cell, ...]
    path: Path = Path()


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    nbformat: int = 0


class _Nbgrader(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Nbgrader | None = None
    id: str | None = None
    role: str | None = None


def read(path: Path, *, student: str) -> Submission:
    """Read a notebook (.ipynb) or a percent-format script (.py).

    Raises:
        UnreadableError: it is not one of these; the text says what was expected and received.
    """
    raw = _bytes(path)
    if path.suffix == ".ipynb":
        cells = _from_notebook(raw)
    elif path.suffix == ".py":
        cells = _from_script(raw)
    else:
        raise UnreadableError(f"expected a notebook (.ipynb) or a script (.py), received {path.name!r}")
    if len(cells) > MAX_CELLS or sum(len(cell.source) for cell in cells) > MAX_SOURCE_BYTES:
        raise UnreadableError(
            f"expected at most {MAX_CELLS} cells and {MAX_SOURCE_BYTES:,} characters of source"
        )
    return Submission(student, hashlib.sha256(raw).hexdigest(), cells, path.resolve())


def _bytes(path: Path) -> bytes:
    """Read a plain file of bounded size: no link is followed, no device or pipe is opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        what = "it is a link" if error.errno == errno.ELOOP else error.strerror
        raise UnreadableError(f"expected a readable file, received {path.name!r}: {what}") from error
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise UnreadableError(f"expected a plain file, received {path.name!r}, which is none")
    with os.fdopen(descriptor, "rb") as file:
        raw = file.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        size = max(about.st_size, len(raw)) >> 20
        raise UnreadableError(f"expected at most {MAX_FILE_BYTES >> 20} MiB, received {size}: clear outputs")
    if not raw.strip():
        raise UnreadableError("expected a notebook, received an empty file")
    return raw


def _from_notebook(raw: bytes) -> tuple[Cell, ...]:
    try:
        notebook = msgspec.json.decode(raw, type=_Notebook)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"not a notebook: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"not a notebook: it is not JSON ({error})") from error
    if notebook.nbformat != 4 or notebook.cells is None:
        raise UnreadableError(
            f"expected a notebook of format 4, received format {notebook.nbformat or 'unknown'}: "
            "open it in Jupyter and save it again"
        )
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type not in ("code", "markdown", "raw"):
            raise UnreadableError(
                f"expected a code, markdown or raw cell, received {cell.cell_type[:40]!r} (cell {number})"
            )
        source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        name, role = _claims(cell.metadata)
        cells.append(Cell(number, cell.cell_type, name, source, role))  # type: ignore[arg-type]  # checked above
    return tuple(cells)


def _claims(metadata: msgspec.Raw) -> tuple[str | None, str | None]:
    """Return the id and role that a cell claims; odd metadata is no reason to refuse the notebook."""
    try:
        found = msgspec.json.decode(metadata, type=_Metadata)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None, None
    return (found.nbgrader.grade_id if found.nbgrader else None) or found.id, found.role


def _from_script(raw: bytes) -> tuple[Cell, ...]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"expected UTF-8 text, received byte 0x{raw[error.start]:02x} at {error.start}"
        ) from error
    if len(text) > MAX_SOURCE_BYTES:
        raise UnreadableError(
            f"expected at most {MAX_SOURCE_BYTES:,} characters of source, received {len(text):,}"
        )
    if (marks := len(CELL_MARK.findall(text))) > MAX_CELLS:  # jupytext takes quadratic time over them
        raise UnreadableError(f"expected at most {MAX_CELLS} cells, received {marks:,}")
    import jupytext  # slow to import, and only scripts need it

    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # jupytext promises no exception type for odd headers
        raise UnreadableError(f"not a script in percent format ({type(error).__name__})") from error
    return tuple(
        Cell(
            number,
            cell.cell_type,
            _text(cell.metadata.get("id")),
            cell.source,
            _text(cell.metadata.get("role")),
        )
        for number, cell in enumerate(notebook.cells, start=1)
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
