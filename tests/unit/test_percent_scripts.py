"""A script in percent format becomes the cells that Jupytext sees, in linear time and without YAML."""

from __future__ import annotations

import jupytext
import nbformat
import pytest

from autograder.errors import UnreadableError
from autograder.submission import Cell, parse
from tests.support import ROOT


def test_percent_script_becomes_cells():
    raw = (
        b'# %% [markdown] id="title"\n# Hello\n#\n# there\n\n'
        b"# %% id=\"f\" role='solution'\n# %time\nx = 1\n\n\n"
        b"#%%\n!ls\n"
        b"# In[3]:\n\ny = 1\n"
        b"# %% A title [raw]\n# z\n"
        b"    # %%%% below\n    # <codecell>\n"
    )
    assert parse(raw, ".py") == (
        Cell(1, "markdown", "title", "Hello\n\nthere"),
        Cell(2, "code", "f", "%time\nx = 1", "solution"),
        Cell(3, "code", None, "!ls"),
        Cell(4, "code", None, "\ny = 1"),
        Cell(5, "raw", None, "z"),
        Cell(6, "code", None, ""),
        Cell(7, "code", None, ""),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_plain_script_is_one_cell(start, end):
    text = "# mine\nx = 1\n\n\ndef f():\n    return x\n"
    assert parse((start + text.replace("\n", end)).encode(), ".py") == (Cell(1, "code", None, text[:-1]),)


@pytest.mark.parametrize("line", ["# copy the input first", "# ls", "#%%time", "# 50 %% of it", "x = '# %%'"])
def test_comment_stays_a_comment(line):
    assert parse(f"{line}\nx = 1\n".encode(), ".py") == (Cell(1, "code", None, f"{line}\nx = 1"),)


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_ends_of_lines_end_lines(separator):
    """Python ends a line where we do, so no part of a line becomes a cell mark."""
    text = f"x = 1{separator}# %%"
    assert parse(text.encode(), ".py") == (Cell(1, "code", None, text),)


PERCENT_SCRIPTS = sorted(
    path
    for folder in ("assignments", "solutions", "release", "tests/mini")
    for path in (ROOT / folder).rglob("*.py")
    if path.stat().st_size
)


@pytest.mark.parametrize("path", PERCENT_SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_course_scripts_read_as_jupytext_reads_them(path):
    want = [
        (cell.cell_type, cell.metadata.get("id"), cell.metadata.get("role"), cell.source.strip("\n"))
        for cell in jupytext.read(path, fmt="py:percent").cells
    ]
    cells = parse(path.read_bytes(), ".py")
    assert [(cell.kind, cell.id, cell.role, cell.source.strip("\n")) for cell in cells] == want


@pytest.mark.parametrize("path", sorted((ROOT / "release").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_saved_by_jupytext_is_the_same_submission(path):
    """With its header, and numbered as in the notebook."""
    text = jupytext.writes(nbformat.read(path, as_version=4), fmt="py:percent")
    assert text.startswith("# ---\n")
    assert parse(text.encode(), ".py") == parse(path.read_bytes(), ".ipynb")


BOMB = "".join(f"#   a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
HEADERS = {
    "aliases": f"# ---\n# jupyter:\n#   a0: &a0 [x]\n{BOMB}# ---\n",
    "long": "# ---\n# jupyter:\n" + "#   k: v\n" * 50_000 + "# ---\n",
    "deep": f"# ---\n# jupyter: {'[' * 100_000}\n# ---\n",
    "itself": "# ---\n# a: &a [*a]\n# ---\n",
    "object": "# ---\n# jupyter: !!python/name:os\n# ---\n",
    "shell": "#!/usr/bin/env python\n# -*- coding: rot13 -*-\n",
    "no end": "# ---\n# jupyter:\n",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_header_is_a_comment(header):
    assert parse(f"{header}\n# %%\nx = 1\n".encode(), ".py") == (Cell(1, "code", None, "x = 1"),)


LONG = {
    "blank lines": "x\n" + "\n" * 1_000_000,
    "fences that do not end": "# %% [markdown]\n" + "# ```a\n" * 100_000,
    "options that do not end": "# %%" + ' id="' * 200_000,
    "options that are no options": "# %%" + " a=(" * 200_000,
    "kinds that do not end": "# %%" + " [markdown" * 100_000,
    "numbers that do not end": "# In[" + "0" * 1_000_000,
    "percents": "#" + "%" * 1_000_000 + "x",
    "blanks": " " * 500_000 + "#" + " " * 500_000,
    "quotes": "'" * 1_000_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_scripts_end(text):
    """Each takes a reader with a quadratic step for an hour; jupytext has several."""
    assert len(parse(text.encode(), ".py")) == 1


@pytest.mark.parametrize("mark", ["# %%", "#%%", "# In[1]:", "# <codecell>"])
def test_many_marks_end(mark):
    with pytest.raises(UnreadableError, match="at most 2,000 cells"):
        parse(f"{mark}\n".encode() * 50_000, ".py")
