"""What runs of a submission: official text for provided cells, the student's for the rest, no checks."""

from __future__ import annotations

import pytest

from autograder.assignment import HandoutCell
from autograder.lineup import line_up
from autograder.submission import Cell

HANDOUT = (
    HandoutCell("title", "prose", "# Title"),
    HandoutCell("setup", "provided", "import numpy as np"),
    HandoutCell("f", "solution", "raise NotImplementedError"),
    HandoutCell("check_f", "check", "check(f)"),
    HandoutCell("tools", "provided", "tool = 1"),
    HandoutCell("g", "solution", "raise NotImplementedError"),
    HandoutCell("figure", "demo", "draw(g)"),
)


def submitted(*cells: tuple[str | None, str] | tuple[str | None, str, str]) -> list[Cell]:
    """Number cells given as (id, source) or (id, source, kind)."""
    return [
        Cell(number, cell[2] if len(cell) == 3 else "code", cell[0], cell[1])
        for number, cell in enumerate(cells, start=1)
    ]


WHOLE = (
    ("title", "# Title", "markdown"),
    ("setup", "import numpy as np"),
    ("f", "f = 1"),
    ("check_f", "check(f)"),
    ("tools", "tool = 1"),
    ("g", "g = 2"),
    ("figure", "draw(g)"),
)


def without(*ids: str) -> list[Cell]:
    return submitted(*(cell for cell in WHOLE if cell[0] not in ids))


def texts(cells: tuple[Cell, ...]) -> list[str]:
    return [cell.source for cell in cells]


def test_whole_submission_runs():
    got = line_up(HANDOUT, submitted(*WHOLE))
    assert texts(got.cells) == ["import numpy as np", "f = 1", "tool = 1", "g = 2"]
    assert [cell.number for cell in got.cells] == [2, 3, 5, 6]
    assert got.notes == ()


def test_missing_provided_run_first():
    got = line_up(HANDOUT, without("setup", "tools"))
    assert texts(got.cells) == ["import numpy as np", "tool = 1", "f = 1", "g = 2"]
    assert [cell.number for cell in got.cells] == [0, 0, 2, 4]


def test_retyped_provided_run_first():
    cells = [("setup", "import numpy as np", "raw"), *WHOLE[2:]]
    got = line_up(HANDOUT, submitted(*cells))
    assert got.cells[0] == Cell(0, "code", "setup", "import numpy as np")


def test_missing_solution_is_noted():
    got = line_up(HANDOUT, without("f"))
    assert "f = 1" not in texts(got.cells)
    assert got.notes == ("there is no code cell with the id f",)


def test_empty_submission_is_noted():
    got = line_up(HANDOUT, [])
    assert texts(got.cells) == ["import numpy as np", "tool = 1"]
    assert len(got.notes) == 2


def test_duplicated_solution_runs_twice():
    got = line_up(HANDOUT, submitted(*WHOLE, ("f", "f = 3")))
    assert texts(got.cells)[-1] == "f = 3"
    assert got.notes == ("there are 2 cells with the id f: the last definition counts",)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_solution_is_noted(kind):
    cells = [(*cell[:2], kind) if cell[0] == "f" else cell for cell in WHOLE]
    got = line_up(HANDOUT, submitted(*cells))
    assert "f = 1" not in texts(got.cells)
    assert got.notes == (
        f"cell 3 (f) is a {kind} cell: its code does not run",
        "there is no code cell with the id f",
    )


@pytest.mark.parametrize("name", [None, "", "f_copy", "F"])
def test_changed_id_still_runs(name):
    """A cell that lost its id is a cell of the student's own: its code runs where it stands."""
    cells = [(name, *cell[1:]) if cell[0] == "f" else cell for cell in WHOLE]
    got = line_up(HANDOUT, submitted(*cells))
    assert texts(got.cells) == ["import numpy as np", "f = 1", "tool = 1", "g = 2"]
    assert got.notes == ("there is no code cell with the id f",)


def test_extra_cells_run_in_place():
    got = line_up(HANDOUT, submitted(WHOLE[1], (None, "helper = 1"), *WHOLE[2:], (None, "after = 1")))
    assert texts(got.cells) == ["import numpy as np", "helper = 1", "f = 1", "tool = 1", "g = 2", "after = 1"]


def test_edited_provided_is_replaced():
    cells = [("setup", "import keras as np") if cell[0] == "setup" else cell for cell in WHOLE]
    got = line_up(HANDOUT, submitted(*cells))
    assert texts(got.cells)[0] == "import numpy as np"
    assert got.notes == ("cell 2 (setup) was changed: the official text is used",)


@pytest.mark.parametrize("name", ["check_f", "figure"])
def test_edited_checks_do_not_run(name):
    cells = [(name, "evil = 1") if cell[0] == name else cell for cell in WHOLE]
    got = line_up(HANDOUT, submitted(*cells))
    assert "evil = 1" not in texts(got.cells)
    assert len(got.notes) == 1
    assert "was changed" in got.notes[0]


def test_blanks_are_no_edit():
    cells = [(cell[0], f"\n{cell[1]}\n\n", *cell[2:]) for cell in WHOLE]
    assert line_up(HANDOUT, submitted(*cells)).notes == ()


def test_order_is_the_students():
    got = line_up(HANDOUT, submitted(*reversed(WHOLE)))
    assert texts(got.cells) == ["g = 2", "tool = 1", "f = 1", "import numpy as np"]


def test_claimed_roles_count_for_nothing():
    """A solution that calls itself a check still runs, a check that calls itself a solution does not."""
    cells = [
        Cell(1, "code", "f", "f = 1", "check"),
        Cell(2, "code", "check_f", "evil = 1", "solution"),
        Cell(3, "code", None, "own = 1", "check"),
    ]
    got = texts(line_up(HANDOUT, cells).cells)
    assert got == ["import numpy as np", "tool = 1", "f = 1", "own = 1"]
