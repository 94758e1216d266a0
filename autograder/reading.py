"""A submitted file is taken apart behind the wall, in a child of its own that has nothing to lose.

What parses a stranger's bytes may be made to hang, to eat memory, or worse; here that costs this one
submission, and its answer is plain data that is checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from autograder.errors import OurError, Raised, StudentFault, UnreadableError
from autograder.intake import Found, Unreadable
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell, CellKind, Submission, TakeApart, read

SECONDS = 20.0
READER = """
from autograder.submission import parse


def cells(raw, suffix):
    return [(cell.number, cell.kind, cell.id, cell.source, cell.role) for cell in parse(raw, suffix)]
"""


def submissions(found: Iterable[Found], take_apart: TakeApart) -> Iterator[Submission | Unreadable]:
    """Read each file when its turn comes."""
    for one in found:
        if one.fault:
            yield Unreadable(one.student, one.fault)
            continue
        try:
            yield read(one.path, student=one.student, take_apart=take_apart)
        except UnreadableError as error:
            yield Unreadable(one.student, str(error))
        except (OurError, OSError) as error:
            yield Unreadable(one.student, f"the sandbox failed: {error}", our_fault=True)


def behind_the_wall(sandbox: Sandbox) -> TakeApart:
    """Return what turns a file's bytes into cells, each file in a fresh child.

    It raises UnreadableError where there is no submission, or reading takes more than it may.
    """

    def take_apart(raw: bytes, suffix: str) -> tuple[Cell, ...]:
        try:
            with sandbox.child("intake") as child:
                child.request("cell", 1, READER, seconds=SECONDS)
                rows = child.request("call", None, "cells", (raw, suffix), {}, seconds=SECONDS)
        except Raised as raised:
            known = raised.name == UnreadableError.__name__
            raise UnreadableError(
                raised.text if known else f"this file cannot be read ({raised})"
            ) from raised
        except StudentFault as fault:
            raise UnreadableError(f"this file cannot be read: {fault}") from fault
        return tuple(map(_cell, rows if type(rows) is list else [rows]))

    return take_apart


def _cell(row: Any) -> Cell:
    """Check a row by its types: a child that a file has taken over may answer anything."""
    match row:
        case (int(number), str(kind), (str() | None) as name, str(source), (str() | None) as role):
            if kind in get_args(CellKind):
                return Cell(number, kind, name, source, role)  # type: ignore[arg-type]  # just checked
    raise UnreadableError("this file cannot be read: its reader broke the protocol")
