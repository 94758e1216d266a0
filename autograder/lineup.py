"""Which cells of a submission run, in what order, and what there is to note about the others.

Provided cells run in their official text, wherever the student left them (those that are gone
run first); check and demonstration cells do not run; every other code cell is the student's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.assignment import HandoutCell
from autograder.submission import Cell


@dataclass(frozen=True)
class Lineup:
    """Cells to run, in order, numbered as in the student's notebook (0: not in it), and notes."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...]


def line_up(handout: Sequence[HandoutCell], submitted: Sequence[Cell]) -> Lineup:
    """Decide what runs.

    Args:
        handout: the official cells.
        submitted: the student's cells.
    """
    official = {cell.id: cell for cell in handout}
    seen = [cell.id for cell in submitted if cell.kind == "code"]
    notes: list[str] = []
    run = [
        Cell(0, "code", cell.id, cell.source)
        for cell in handout
        if cell.role == "provided" and cell.id not in seen
    ]
    for cell in submitted:
        model = official.get(cell.id or "")
        if cell.kind != "code":
            if model is not None and model.role == "solution":
                notes.append(f"cell {cell.number} ({cell.id}) is a {cell.kind} cell: its code does not run")
        elif model is None or model.role == "solution":
            run.append(cell)
        else:
            if cell.source.strip() != model.source.strip():
                notes.append(f"cell {cell.number} ({cell.id}) was changed: the official text is used")
            if model.role == "provided":
                run.append(Cell(cell.number, "code", cell.id, model.source))
    for model in handout:
        count = seen.count(model.id)
        if model.role == "solution" and count != 1:
            what = "there is no code cell" if not count else f"there are {count} cells"
            notes.append(f"{what} with the id {model.id}" + (": the last definition counts" if count else ""))
    return Lineup(tuple(run), tuple(notes))
