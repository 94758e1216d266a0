"""The handout becomes a notebook: the one students get, and the one nbgrader takes as its source.

Every cell bears its id and role; cell ids and metadata are fixed by the handout, so the same text
always gives the same bytes. Points stand in the metadata of the check cells, as nbgrader wants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from autograder.assignment import Assignment, HandoutCell

if TYPE_CHECKING:
    import nbformat  # takes a second to import, and 10 MB; who only grades does not need it

SCHEMA_VERSION = 3
POINTS = re.compile(r"\s*\([0-9]+ points?\)\s*$")  # at the end of a heading
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(
    assignment: Assignment,
    sources: Mapping[str, str] | None = None,
    points: Mapping[str, float] | None = None,
) -> nbformat.NotebookNode:
    """Return the assignment's notebook.

    Args:
        assignment: whose handout it is.
        sources: texts to put in place of cells' own, by cell id: a filled-in submission.
        points: what each exercise is worth; by default what assignment.toml announces.
    """
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    sources = sources or {}
    points = points or {exercise.name: exercise.points for exercise in assignment.config.exercises}
    worth = {f"check_{name}": value for name, value in points.items()}
    cells = []
    for cell in assignment.cells:
        make: Any = new_markdown_cell if cell.role == "prose" else new_code_cell
        made = make(sources.get(cell.id, cell.source), id=cell.id.replace("_", "-")[:64])
        made.metadata = {"id": cell.id, "role": cell.role, **_nbgrader(cell, worth), **_folded(cell)}
        cells.append(made)
    book = new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})
    nbformat.validate(book)
    return book


def section(assignment: Assignment, exercise: str) -> str:
    """Return the title of the section an exercise stands in: the last `## ` heading above its solution."""
    title = ""
    for cell in assignment.cells:
        if cell.role == "prose" and cell.source.startswith("## "):
            title = POINTS.sub("", cell.source.splitlines()[0].removeprefix("## "))
        if cell.id == exercise:
            break
    return title


def write(book: nbformat.NotebookNode) -> str:
    """Return a notebook's text, the same for the same notebook."""
    import nbformat

    return nbformat.writes(book, version=4) + "\n"


def _folded(cell: HandoutCell) -> dict[str, Any]:
    """Have the code of figures folded: they are there to be looked at."""
    return {"jupyter": {"source_hidden": True}} if cell.role == "demo" else {}


def _nbgrader(cell: HandoutCell, worth: Mapping[str, float]) -> dict[str, Any]:
    """Return nbgrader's metadata (schema 3): solutions are graded by the check cell that follows them.

    Everything but a solution is locked, prose too, so that nbgrader shows the official text of it.
    """
    about: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": cell.id,
        "grade": cell.role == "check",
        "locked": cell.role != "solution",
        "solution": cell.role == "solution",
        "task": False,
    }
    if cell.role == "check":
        about["points"] = worth[cell.id]
    return {"nbgrader": about}
