"""The student's own machine: their cells run in this interpreter, for the public tests only."""

from __future__ import annotations

import linecache
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.cells import compile_cell, dropped_out
from autograder.errors import UnreadableError
from autograder.submission import Submission, read


def find(folder: Path) -> Path:
    """Return the student's file in a folder: the notebook or script that was changed last.

    Raises:
        UnreadableError: there is none.
    """
    found = [
        path
        for path in (*folder.glob("*.ipynb"), *folder.glob("*.py"))
        if not path.name.startswith(("test_", "conftest"))
    ]
    if not found:
        raise UnreadableError(
            f"expected a notebook or script of yours in {folder}, found none; use --submission"
        )
    return max(found, key=lambda path: (path.stat().st_mtime, path.suffix == ".ipynb"))


def namespace(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Run a submission's cells, but for checks and demonstrations, in one namespace.

    Returns:
        The namespace, and a sentence for each cell that raised.
    """
    return run(read(path, student="you"))


def run(submission: Submission) -> tuple[dict[str, Any], list[str]]:
    """Run the cells of a submission that has been read."""
    module = ModuleType("__main__")
    faults: list[str] = []
    for cell in submission.cells:
        if cell.kind != "code" or cell.role in ("check", "demo"):
            continue
        file = f"<cell {cell.number}>"
        try:
            code, dropped = compile_cell(cell.source, file)
            text = "\n".join(dropped_out(cell.source, dropped))
            linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
            exec(code, vars(module))  # noqa: S102  # the student's own code on the student's own machine
        except (Exception, SystemExit) as error:
            faults.append(
                f"cell {cell.number}{f' ({cell.id})' if cell.id else ''}: {type(error).__name__}: {error}"
            )
    return vars(module), faults
