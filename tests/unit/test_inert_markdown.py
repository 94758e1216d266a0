"""What a student hands in, as formgrader and the feedback pages show it: nothing in it acts."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import InvalidNotebook, markdown2html_mistune

from autograder.errors import UnreadableError
from autograder.notebook import exporter
from autograder.notebook.exporter import inert
from autograder.submission import read
from autograder.text import spelled
from tests.unit import readers
from tests.unit.hostile_texts import TEXTS

SHORT = {name: said[:5000] for name, said in TEXTS.items()}


def shown(markdown: str) -> readers.Read:
    """A cell as nbconvert shows it, which lets HTML and every kind of link through."""
    return readers.html(markdown2html_mistune(markdown))


@pytest.mark.parametrize("said", SHORT.values(), ids=SHORT.keys())
def test_markdown_does_not_act(said):
    shown(inert(spelled(said)))


@pytest.mark.parametrize("said", SHORT.values(), ids=SHORT.keys())
def test_apart_stays_apart(said):
    """A notebook that went through once and is handed in again looks the same."""
    assert inert(inert(said)) == inert(said)


RAN = ["script", "image", "link", "link by entity", "link by reference", "diagram", "attachment", "heading"]


@pytest.mark.parametrize("name", [*RAN, "underlined heading", "heading in a quote", "style", "isolates"])
def test_markdown_as_it_is_acts(name):
    """The check above can fail: nbconvert itself takes nothing apart."""
    with pytest.raises((AssertionError, InvalidNotebook)):
        shown(TEXTS[name])


HONEST = {
    "formula": "$$a_{i}^{[1]} < b, \\left[x\\right](t)$$",
    "list": "- one\n- two\n\n1. three",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "code": "```python\nx = [1]\nif x[0] < 2:\n    y = x\n```",
    "less than": "a < b and b > c, 2<3",
    "rule": "a\n\n---\n\nb",
    "words": "**Why?** Because `x` is *halved* #3; see https://keras.io.",
}


@pytest.mark.parametrize("markdown", HONEST.values(), ids=HONEST.keys())
def test_ordinary_markdown_is_shown(markdown):
    got, want = shown(inert(markdown)), shown(markdown)
    assert got[0] == want[0]
    assert got[1].replace("] (", "](") == want[1]


def test_headings_stay_headings():
    """They bear a mark that no cell's id may have: formgrader looks cells up by id."""
    assert shown(inert("# Answer\n\nWhy\n---"))[1] == "§ Answer¶Why §¶"


def test_official_text_keeps_its_spelling():
    """What the student left as it was is not different from the official cell."""
    source = "# Task\n\n[paper](https://keras.io)"
    about = {"cell_type": "markdown", "source": source, "nbgrader": {"locked": False}}
    assert exporter._typed(inert(about["source"]), about).source == about["source"]
    assert exporter._typed("# § Mine", about).source == "# § Mine"


def test_locked_cell_has_its_official_text():
    """Whatever the student wrote there."""
    about = {"cell_type": "code", "source": "check(double)", "nbgrader": {"locked": True}}
    assert exporter._typed("check = print", about).source == "check(double)"


def test_notebooks_stay_whole(tmp_path):
    """Each cell is still one cell of its kind, with its text in it, in a valid file."""
    texts = [said[:2000] for said in TEXTS.values() if "\ud800" not in said and "\udc00" not in said]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": said}
        for said in texts
        for kind in ("code", "markdown", "raw")
    ]
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    book = exporter._clean(read(path, student="ada").cells)
    nbformat.validate(book)
    assert [cell.cell_type for cell in book.cells] == [cell["cell_type"] for cell in cells]
    for cell, given in zip(book.cells, cells, strict=True):
        words = spelled(given["source"].replace("\r\n", "\n"))
        assert cell.source == (words if cell.cell_type == "code" else inert(words))
        readers.visible_characters(cell.source)


@pytest.mark.parametrize("said", SHORT.values(), ids=SHORT.keys())
def test_why_a_file_is_unread_does_not_act(said):
    (cell,) = exporter._notice(UnreadableError(f"expected a notebook, received {said}")).cells
    shape, words = shown(cell.source)
    assert shape == [("p", []), "p", ("pre", []), ("code", []), "code", "pre"]
    assert "expected a notebook, received" in words
