"""Hands submitted files to nbgrader as clean notebooks: source text and ids, nothing else.

nbgrader gives up on a student whose file it cannot convert and removes what it wrote. Here every
file converts: what our own strict reader finds in it becomes a notebook without outputs, widgets
and foreign metadata; a file that is no notebook becomes a notice. `RepairCells` then puts the
official cells and their metadata back, whatever the student did to them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.errors import UnreadableError
from autograder.handout import KERNEL, SCHEMA_VERSION
from autograder.notebook.warm import warm_sandbox
from autograder.reading import behind_the_wall
from autograder.submission import Submission, read
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
MAKERS: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


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

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> Any:
        """Convert a file. Of nbgrader's two passes only the first reads what a student handed in."""
        converter: Any = self.parent
        if not converter._sanitizing:
            return super().from_filename(filename, resources=resources, **kwargs)
        try:
            take_apart = behind_the_wall(warm_sandbox())
            book = _clean(read(Path(filename), student="", take_apart=take_apart))
        except UnreadableError as error:
            book = _notice(error)
        exporter: Any = self
        return exporter.from_notebook_node(book, resources, **kwargs)


def _clean(submission: Submission) -> nbformat.NotebookNode:
    cells = []
    for cell in submission.cells:
        source = spelled(cell.source.replace("\r\n", "\n"))
        made = MAKERS[cell.kind](source if cell.kind == "code" else inert(source))
        if cell.id:
            made.metadata = {"nbgrader": {"grade_id": cell.id}}
        cells.append(made)
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _notice(error: UnreadableError) -> nbformat.NotebookNode:
    """Return the notebook that stands for a file that is none; the reason may quote the file."""
    text = f"The submitted file cannot be read as a notebook.\n\n    {one_line(str(error))}"
    return new_notebook(cells=[new_markdown_cell(inert(text))], metadata={"kernelspec": KERNEL})


def inert(markdown: str) -> str:
    """Return a student's Markdown with what would act taken apart; doing so again changes nothing."""
    for pattern, instead in APART:
        markdown = pattern.sub(instead, markdown)
    return markdown


class RepairCells(NbGraderPreprocessor):
    """Give every official cell its official metadata and type; bring back those that are gone."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Repair one notebook by what the gradebook knows of the assignment's."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            official = _official(gradebook.find_notebook(names["notebook"], names["assignment"]))
        position: dict[str, int] = {}
        for index, cell in enumerate(nb.cells):
            name = cell.metadata.pop("nbgrader", {}).get("grade_id")
            if name in official and name not in position:
                position[name] = index
                nb.cells[index] = _typed(cell.source, official[name])
        self._bring_back(nb, official, position)
        return nb, resources

    def _bring_back(self, nb: Any, official: dict[str, Any], position: dict[str, int]) -> None:
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


def _official(notebook: Any) -> dict[str, Any]:
    """Return type, source and metadata of the official cells, by id, in order."""
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
    """Return a cell as the official one is; where the text is the official one, in its own spelling."""
    source = model["source"] if source == inert(model["source"]) else source
    return MAKERS[model["cell_type"]](source, metadata={"nbgrader": dict(model["nbgrader"])})
