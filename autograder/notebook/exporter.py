"""Hands submitted files to nbgrader as clean notebooks: source text and ids, nothing else.

nbgrader gives up on a student whose file it cannot convert and removes what it wrote. Here every
file converts: what our own strict reader finds in it becomes a notebook without outputs, widgets
and foreign metadata; a file that is no notebook becomes a notice. `RepairCells` then puts the
official cells and their metadata back, whatever the student did to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from autograder.errors import UnreadableError
from autograder.handout import KERNEL, SCHEMA_VERSION
from autograder.notebook import entry
from autograder.notebook.warm import warm_sandbox
from autograder.reading import behind_the_wall
from autograder.submission import Cell, read
from autograder.text import one_line, spelled

# Formgrader and the feedback pages show Markdown with the instructor's rights: HTML and script links
# run, images load, a missing attachment stops the page, a diagram is drawn by a program, and a heading
# named like a cell takes the score that is typed for that cell. Each is taken apart by the least that
# does it; formulas, lists and code stay.
START = r"^([ \t>*+:.)\d-]*"  # of a line, past the marks of quotes and lists
APART = (
    (re.compile(r"<(?=[A-Za-z/!?])"), "< "),  # tags, comments
    (re.compile(r"\](?=[(:])"), "] "),  # links, images
    (re.compile(START + r"(?:`{3,}|~{3,}))[ \t]*(?=[^\s`~])(?!py|text )", re.M), r"\1text "),  # diagrams
    (re.compile(START + r"#{1,6})(?!#| §)", re.M), r"\1 §"),  # headings: no cell's id has this mark
    (re.compile(r"([^\s§])([ \t]*\n[ \t>]*(?:=+|-+)[ \t]*)$", re.M), r"\1 §\2"),  # underlined ones
)

Official = dict[str, dict[str, Any]]  # type, source and metadata of official cells, by id, in order
# They stand still while one of nbgrader's converters is at work: by converter, assignment and notebook.
_official: WeakKeyDictionary[Any, dict[tuple[str, str], Official]] = WeakKeyDictionary()


def expect_notebooks(*, notebooks: list[str], **_: object) -> None:
    """Let nbgrader come to a notebook that is missing (renamed, say), where it would give up.

    nbgrader's pre-convert hook: `notebooks` is its own list of a student's files. The file that is
    not there is then an unreadable one, with the reason.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    expected = (folder.parents[2] / "source" / folder.name).glob("*.ipynb")
    notebooks += [str(folder / path.name) for path in expected if str(folder / path.name) not in notebooks]


class CleanExporter(NotebookExporter):
    """A notebook exporter that reads submitted files as data, and any file at all."""

    optimistic_validation = Bool(
        True, help="Whether to validate once, after all preprocessors, and not after each of them."
    ).tag(config=True)

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        """Convert a file. Of nbgrader's two passes only the first reads what a student handed in."""
        converter: Any = self.parent
        if not converter._sanitizing:
            return super().from_filename(filename, resources=resources, **kwargs)
        made = entry.entry(converter, resources["nbgrader"]["student"])
        try:
            book = _clean(made.cells if made and made.cells is not None else _cells(Path(filename)))
        except UnreadableError as error:
            book = _notice(error)
        return self.from_notebook_node(book, resources)

    def from_file(self, file_stream: Any, resources: Any = None, **_: Any) -> Any:
        """Convert what the first pass wrote."""
        return self.from_notebook_node(nbformat.v4.reads_json(file_stream.read()), resources)

    def from_notebook_node(self, nb: Any, resources: Any = None, **_: Any) -> Any:
        """Run the steps of a pass on a notebook, and return it as nbformat would write it.

        NBConvert's own copies the notebook three times and validates it twice, in Python: half of what it
        took to record a submission.
        """
        exporter: Any = self
        resources = exporter._init_resources(resources)
        for step in exporter._preprocessors:
            nb, resources = step(nb, resources)
            if not exporter.optimistic_validation:
                exporter._validate_preprocessor(nb, step)
        if exporter.optimistic_validation:
            exporter._validate_preprocessor(nb, exporter._preprocessors)
        lines = msgspec.json.encode(split_lines(strip_transient(nb)), order="sorted")
        return msgspec.json.format(lines, indent=1).decode() + "\n", resources


def _cells(file: Path) -> tuple[Cell, ...]:
    """Take a submitted file apart, behind the wall."""
    return read(file, student="", take_apart=behind_the_wall(warm_sandbox())).cells


def _clean(submitted: Iterable[Cell]) -> nbformat.NotebookNode:
    cells = []
    for cell in submitted:
        source = spelled(cell.source.replace("\r\n", "\n"))
        about = {"nbgrader": {"grade_id": cell.id}} if cell.id else {}
        cells.append(_cell(cell.kind, source if cell.kind == "code" else inert(source), about))
    return _notebook(cells)


def _notice(error: UnreadableError) -> nbformat.NotebookNode:
    """Return the notebook that stands for a file that is none; the reason may quote the file."""
    text = f"The submitted file cannot be read as a notebook.\n\n    {one_line(str(error))}"
    return _notebook([_cell("markdown", inert(text), {})])


def _notebook(cells: Iterable[Any]) -> nbformat.NotebookNode:
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": KERNEL}, "cells": [*cells]}
    return _numbered(nbformat.from_dict(book))


def _numbered(nb: Any) -> Any:
    """Give the cells ids, each its own."""
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"
    return nb


def _cell(kind: str, source: str, metadata: dict[str, Any]) -> Any:
    """Return a cell; nbformat's own makers validate each, which takes longer than all else of it."""
    output: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return nbformat.from_dict({"cell_type": kind, "source": source, "metadata": metadata, **output})


def inert(markdown: str) -> str:
    """Return a student's Markdown with what would act taken apart; doing so again changes nothing."""
    for pattern, instead in APART:
        markdown = pattern.sub(instead, markdown)
    return markdown


class RepairCells(NbGraderPreprocessor):
    """Give every official cell its official metadata and type, a locked one its text; bring back lost ones.

    The rest of what nbgrader's OverwriteCells and CheckCellMetadata look for cannot be there then.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Repair one notebook by what the gradebook knows of the assignment's."""
        official = self._official_cells(resources["nbgrader"])
        position: dict[str, int] = {}
        for index, cell in enumerate(nb.cells):
            name = cell.metadata.pop("nbgrader", {}).get("grade_id")
            if name in official and name not in position:
                position[name] = index
                nb.cells[index] = _typed(cell.source, official[name])
        self._bring_back(nb, official, position)
        return _numbered(nb), resources

    def _official_cells(self, names: Any) -> Official:
        known = _official.setdefault(self.parent.parent, {})
        key = names["assignment"], names["notebook"]
        if key not in known:
            with Gradebook(names["db_url"]) as gradebook:
                known[key] = _by_id(gradebook.find_notebook(names["notebook"], names["assignment"]))
        return known[key]

    def _bring_back(self, nb: Any, official: Official, position: dict[str, int]) -> None:
        """Insert what is missing after the official cell before it."""
        after = -1
        for name, model in official.items():
            if name in position:
                after = position[name]
                continue
            if not (model["nbgrader"]["grade"] or model["nbgrader"]["solution"] or model["nbgrader"]["task"]):
                continue
            self.log.warning("cell %s is missing from the submission: put back", name)
            after += 1
            position.update({other: at + 1 for other, at in position.items() if at >= after})
            position[name] = after
            nb.cells.insert(after, _typed(model["source"], model))


def _by_id(notebook: Any) -> Official:
    """Return the official cells of what the gradebook knows as a notebook."""
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    grades = {cell.name for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    cells = {}
    for cell in notebook.source_cells:
        about = {
            "schema_version": SCHEMA_VERSION,
            "grade_id": cell.name,
            "grade": cell.name in grades,
            "solution": cell.name in solutions,
            "locked": bool(cell.locked),
            "task": cell.name in tasks,
            "checksum": cell.checksum,
            "cell_type": cell.cell_type,
        }
        if cell.name in points:
            about["points"] = points[cell.name]
        cells[cell.name] = {"cell_type": cell.cell_type, "source": cell.source, "nbgrader": about}
    return cells


def _typed(source: str, model: dict[str, Any]) -> Any:
    """Return a cell as the official one is, with its text where that is locked or has only been respelled."""
    about = model["nbgrader"]
    own = not about["locked"] and source != inert(model["source"])
    return _cell(model["cell_type"], source if own else model["source"], {"nbgrader": {**about}})
