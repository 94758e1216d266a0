"""A handout becomes a page of the book: run from top to bottom as a student finds it, unsolved."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Sequence
from typing import Any

from autograder import handout
from autograder.assignment import Assignment
from autograder.errors import CourseError

SECONDS = 600  # for one chapter's figures
NUMBER = re.compile(r"## (\d+) · ")  # of an exercise, in its heading
# "chapter 1, exercise 2", "exercise 2 of chapter 1", "chapter 1"; a book that is cited has a year before it.
MENTION = re.compile(
    r"(?<!\d{4}, )\b(?:chapter (?P<chapter>\d+)(?:, exercise (?P<exercise>\d+))?"
    r"|exercise (?P<inner>\d+) of chapter (?P<outer>\d+))\b"
)
WAITS = re.compile(r"Solve .+ first; then this cell")  # what a figure of the student's own answer says
ELSEWHERE = "In the notebook a figure stands here."
FOLDED = ("provided", "demo")  # the code of these cells
SHARP = "%config InlineBackend.figure_formats = ['svg']"

Targets = dict[tuple[str, str], str]  # of a chapter's number and an exercise's ("" for the whole chapter)


def page(of: Assignment, course: Sequence[Assignment]) -> str:
    """Return a chapter as a notebook that holds its figures.

    Args:
        of: the chapter.
        course: all chapters of the book, to which it may have links.

    Raises:
        CourseError: a cell of it fails.
    """
    targets = {target: label for one in course for target, label in _labels(one).items()}
    book = handout.notebook(of)
    book.cells = [cell for cell in book.cells if cell.metadata["role"] != "check"]  # nobody can run them here
    for cell in book.cells:
        cell.metadata["tags"] = ["hide-input"] if cell.metadata["role"] in FOLDED else []
        if cell.metadata["role"] == "demo":
            cell.metadata["mystnb"] = {"image": {"alt": _said_of(cell.source)}}
    _draw(of, book)
    book.cells = [kept for cell in book.cells if (kept := _as_read(cell)) is not None]
    own = chapter_number(of)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _labelled(linked(cell.source, targets, own), own)
    return handout.write(book)


def contents(course: Sequence[Assignment]) -> str:
    """Return the first page: what the book is, and its table of contents."""
    return "\n".join(
        [
            "# Keras Workbook",
            "",
            "Deep learning by implementing it: each chapter explains, draws, and asks you to write it.",
            "",
            "This is the book to read. To solve the exercises, open a chapter's notebook in `release/`:",
            "there each exercise has a check that answers at once.",
            "",
            "```{toctree}",
            ":maxdepth: 2",
            "",
            *(f"{chapter_number(of)} · {of.config.title} <{of.slug}>" for of in course),
            "```",
            "",
        ]
    )


def chapter_number(of: Assignment) -> str:
    """Return a chapter's number, as other chapters call it: that of its slug."""
    return str(int(of.slug.partition("_")[0]))


def linked(text: str, targets: Targets, own: str) -> str:
    """Make a link of each mention of another chapter, or of an exercise in one, that is in the book."""

    def link(found: re.Match[str]) -> str:
        chapter = found["chapter"] or found["outer"]
        label = targets.get((chapter, found["exercise"] or found["inner"] or ""))
        return found[0] if label is None or chapter == own else f"[{found[0]}](#{label})"

    return MENTION.sub(link, text)


def _labels(of: Assignment) -> Targets:
    """Return where a chapter can be linked to."""
    chapter = chapter_number(of)
    found = [match[1] for cell in of.cells if cell.role == "prose" for match in NUMBER.finditer(cell.source)]
    return {(chapter, one): _label(chapter, one) for one in ("", *found)}


def _label(chapter: str, exercise: str) -> str:
    return f"chapter-{chapter}-exercise-{exercise}" if exercise else f"chapter-{chapter}"


def _labelled(text: str, chapter: str) -> str:
    """Put a label before the heading of a chapter or an exercise."""
    if text.startswith("# "):
        return f"({_label(chapter, '')})=\n{text}"
    found = NUMBER.match(text)
    return f"({_label(chapter, found[1])})=\n{text}" if found else text


def _draw(of: Assignment, book: Any) -> None:
    """Run a notebook, in its place; keep figures and what is printed, but no library's warnings."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_code_cell
    from traitlets.config import Config

    book.cells.insert(0, new_code_cell(SHARP))
    private = Config({"KernelManager": {"transport": "ipc"}})  # nobody else on this machine can speak to it
    try:
        client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", config=private)
        client.execute(stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise CourseError(f"{of.slug}: a cell of the handout fails: {error}") from error
    del book.cells[0]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]


def _said_of(source: str) -> str:
    """Return what a figure says to those who cannot see it: its title, the first text in its code."""
    constants = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    texts = [" ".join(one.split()) for one in constants if isinstance(one, str) and one.count(" ") > 2]
    return next(iter(texts), "A figure")


def _as_read(cell: Any) -> Any:
    """Return a cell that has run as it is read; None: there is nothing to look at.

    In place of a figure of the reader's own answer stands what it would show.
    """
    from nbformat.v4 import new_markdown_cell

    if cell.metadata["role"] != "demo":
        return cell
    if any(WAITS.search(one.get("text", "")) for one in cell.outputs):
        about = " ".join(re.findall(r"^# (.+)$", cell.source.split("\ndef ")[0], re.MULTILINE))
        return new_markdown_cell(f"*{ELSEWHERE} {about}*", metadata=cell.metadata)
    return cell if any("image/svg+xml" in one.get("data", {}) for one in cell.outputs) else None
