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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from autograder.errors import UnreadableError

MAX_FILE_BYTES = 32 << 20
MAX_SOURCE_BYTES = 1 << 20
MAX_CELLS = 2000
MAX_FIELDS = 1000  # of one object: the notebook, a cell, its metadata
MAX_NAME = 200  # characters of an id or a role

# The percent format. None of these can match a text in two ways, so a script is read in linear time.
MARK = re.compile(r"[ \t]*#[ \t]*(?:%%+(?P<options>[ \t].*)?|<codecell>|In\[[0-9 ]*\]:?)[ \t]*")
KIND = re.compile(r"[ \t]\[(markdown|md|raw)\](?=[ \t]|$)")
CLAIM = re.compile(r"""[ \t](id|role)=(?:"([^"\\]*)"|'([^'\\]*)')(?=[ \t]|$)""")
MAGIC = re.compile(r"^# (?=%%?[A-Za-z]|[!?][\w./~$])", re.MULTILINE)
COMMENT = re.compile(r"^# ?", re.MULTILINE)

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


TakeApart = Callable[[bytes, str], tuple[Cell, ...]]


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


class _Notebook(msgspec.Struct):
    cells: Annotated[list[_Cell], msgspec.Meta(max_length=MAX_CELLS)] | None = None
    nbformat: int = 0


class _Nbgrader(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Nbgrader | None = None
    id: str | None = None
    role: str | None = None


def read(path: Path, *, student: str, take_apart: TakeApart | None = None) -> Submission:
    """Read a notebook (.ipynb) or a percent-format script (.py).

    Args:
        path: the file.
        student: whose it is.
        take_apart: what turns its bytes into cells; by default `parse`, in this process.

    Raises:
        UnreadableError: it is not one of these; the text says what was expected and received.
    """
    raw = contents(path)
    cells = (take_apart or parse)(raw, path.suffix)
    return Submission(student, hashlib.sha256(raw).hexdigest(), cells, path.resolve())


def parse(raw: bytes, suffix: str) -> tuple[Cell, ...]:
    """Take a submission apart.

    Depends on its arguments alone and answers with plain data, so it may run where no harm can be done.

    Args:
        raw: the bytes of the file.
        suffix: the end of its name, `.ipynb` or `.py`.

    Raises:
        UnreadableError: these bytes are no submission; the text says what was expected and received.
    """
    if not raw.strip():
        raise UnreadableError("expected a notebook, received an empty file")
    if suffix == ".ipynb":
        cells = _from_notebook(raw)
    elif suffix == ".py":
        cells = _from_script(raw)
    else:
        raise UnreadableError(
            f"expected a notebook (.ipynb) or a script (.py), received a file that ends in {suffix[:20]!r}"
        )
    if len(cells) > MAX_CELLS or sum(len(cell.source) for cell in cells) > MAX_SOURCE_BYTES:
        raise UnreadableError(
            f"expected at most {MAX_CELLS:,} cells and {MAX_SOURCE_BYTES:,} characters of source"
        )
    return cells


def contents(path: Path) -> bytes:
    """Read a plain file of bounded size: no link is followed, no device or pipe is read or waited for.

    Raises:
        UnreadableError: it is something else.
    """
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
    return raw


def _from_notebook(raw: bytes) -> tuple[Cell, ...]:
    try:
        notebook = msgspec.json.decode(raw, type=_Notebook)
        fields = _fields(raw, "the notebook")
        if notebook.nbformat != 4 or notebook.cells is None:
            received = str(notebook.nbformat or "unknown")[:20]
            raise UnreadableError(
                f"expected a notebook of format 4, received format {received}: "
                "open it in Jupyter and save it again"
            )
        for number, cell in enumerate(msgspec.json.decode(fields["cells"], type=list[msgspec.Raw]), start=1):
            _fields(cell, f"cell {number}")
    except msgspec.ValidationError as error:
        raise UnreadableError(f"not a notebook: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"not a notebook: it is not JSON ({error})") from error
    return tuple(_cell(number, cell) for number, cell in enumerate(notebook.cells, start=1))


class _Key(str):
    """A field's name: a type of our own, so that the decoder shows us each as it comes."""


def _fields(raw: bytes | msgspec.Raw, where: str) -> dict[str, msgspec.Raw]:
    """Return the fields of an object, undecoded, each of which may stand there once.

    Of two fields of one name JSON does not say which counts: two readers would see two notebooks.
    """
    seen: set[str] = set()

    def once(_: type, name: str) -> _Key:
        if name in seen:
            raise UnreadableError(f"expected every field once, received {name[:40]!r} twice ({where})")
        if len(seen) == MAX_FIELDS:
            raise UnreadableError(f"expected at most {MAX_FIELDS:,} fields, received more ({where})")
        seen.add(name)
        return _Key(name)

    fields = msgspec.json.decode(raw, type=dict[_Key, msgspec.Raw], dec_hook=once)
    return fields  # type: ignore[return-value]  # a _Key is a str


def _cell(number: int, cell: _Cell) -> Cell:
    if cell.cell_type not in ("code", "markdown", "raw"):
        raise UnreadableError(
            f"expected a code, markdown or raw cell, received {cell.cell_type[:40]!r} (cell {number})"
        )
    source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
    name, role = _claims(cell.metadata, f"the metadata of cell {number}")
    return Cell(number, cell.cell_type, name, source, role)  # type: ignore[arg-type]  # checked above


def _claims(metadata: msgspec.Raw, where: str) -> tuple[str | None, str | None]:
    """Return the id and role that a cell claims; odd metadata is no reason to refuse the notebook."""
    try:
        fields = _fields(metadata, where)
        found = msgspec.json.decode(metadata, type=_Metadata)
        if found.nbgrader is not None:
            _fields(fields["nbgrader"], where)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None, None
    return _name((found.nbgrader.grade_id if found.nbgrader else None) or found.id), _name(found.role)


def _name(text: str | None) -> str | None:
    return text if text is not None and len(text) <= MAX_NAME else None


def _from_script(raw: bytes) -> tuple[Cell, ...]:
    """Read the percent format, of which we need the cells, their kinds, ids and roles.

    Not by Jupytext: it parses YAML headers, whose aliases can grow without bound, takes quadratic time
    over several kinds of line, and makes code of comments such as `# copy the input`.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"expected UTF-8 text, received byte 0x{raw[error.start]:02x} at {error.start}"
        ) from error
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if mark := MARK.fullmatch(line):
            parts.append((mark["options"] or "", []))
        else:
            parts[-1][1].append(line)
    if len(parts) > 1 and all(line.startswith("#") or not line.strip() for line in parts[0][1]):
        del parts[0]  # no code before the first mark: blank lines, or the header that Jupytext writes
    return tuple(
        _part(number, options, "\n".join(lines).rstrip("\n"))
        for number, (options, lines) in enumerate(parts, start=1)
    )


def _part(number: int, options: str, source: str) -> Cell:
    claims = {key: double or single for key, double, single in CLAIM.findall(options)}
    name, role = _name(claims.get("id")), _name(claims.get("role"))
    if kind := KIND.search(options):
        return Cell(number, "raw" if kind[1] == "raw" else "markdown", name, COMMENT.sub("", source), role)
    return Cell(number, "code", name, MAGIC.sub("", source), role)
