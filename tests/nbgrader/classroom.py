"""A class in which everybody breaks something, and what each of them must get.

`CLASS` gives for each student the scores of double, halve and make_layer; None where the file
cannot be read. The files are made from the notebook that nbgrader released.
"""

from __future__ import annotations

import copy
import json
import os
import zipfile
from collections.abc import Callable
from typing import Any

from autograder import assignment as assignments
from autograder import variants
from tests.cli.support import SLUG
from tests.nbgrader.support import ESSAY, Course, cell_of, filled

Book = dict[str, Any]
FULL, NO_DOUBLE, NOTHING, UNREAD = (4, 4, 2), (0, 4, 2), (0, 0, 0), (None, None, None)
CLASS: dict[str, tuple[float | None, ...]] = {
    "reference": FULL,
    "essayist": FULL,
    "wrong": NO_DOUBLE,
    "stub": NOTHING,
    "writes_to_stderr": FULL,
    "deleted_cells": NO_DOUBLE,
    "duplicated_cells": NO_DOUBLE,
    "retyped_solution": NO_DOUBLE,
    "retyped_others": FULL,
    "changed_ids": FULL,
    "changed_points": FULL,
    "skip_execution": FULL,
    "metadata_of_wrong_type": FULL,
    "edited_setup": FULL,
    "syntax_error": NO_DOUBLE,
    "endless_loop": NO_DOUBLE,
    "os_exit": NO_DOUBLE,
    "script_tags": NO_DOUBLE,
    "a_script": FULL,
    "zipped": FULL,
    "not_json": UNREAD,
    "format_3": UNREAD,
    "empty_file": UNREAD,
    "renamed": UNREAD,
    "a_folder": UNREAD,
    "a_link": UNREAD,
}
NOISY = "import sys\n\n\nprint('a warning', file=sys.stderr)\n\n\n"
EVIL = """class Evil(Exception):
    pass

Evil.__name__ = Evil.__qualname__ = "<script>alert(1)</script>"

def double(n):
    raise Evil("<script>alert(2)</script>")  # <script>alert(3)</script>
"""


def answers(course: Course) -> dict[str, str]:
    """The reference's sources of the solution cells."""
    return variants.reference_cells(assignments.load(course.root, SLUG))


def hand_in_all(course: Course) -> None:
    """Fill submitted/, but for the student who comes by zip_collect."""
    right = answers(course)
    books = {
        "reference": filled(course, right),
        "essayist": filled(course, right, essay("Because each entry is halved.")),
        "wrong": filled(course, {**right, "double": "def double(n):\n    return 2 * n + 1"}),
        "stub": filled(course, {}),
        "writes_to_stderr": filled(course, {**right, "double": NOISY + right["double"]}),
        "deleted_cells": filled(course, right, _without("double", "check_double")),
        "duplicated_cells": filled(course, right, _duplicated),
        "retyped_solution": filled(course, right, _retyped("double")),
        "retyped_others": filled(course, right, _retyped("check_double", "check_halve", ESSAY)),
        "changed_ids": filled(course, right, _renamed("double"), _renamed("check_double")),
        "changed_points": filled(course, right, _about("check_double", points=4000, grade=False)),
        "skip_execution": filled(course, right, _tagged),
        "metadata_of_wrong_type": filled(course, right, _of_wrong_type),
        "edited_setup": filled(course, {**right, "setup": "raise SystemExit"}),
        "syntax_error": filled(course, {**right, "double": "def double(n:\n    return 2 * n"}),
        "endless_loop": filled(course, {**right, "double": f"while True:\n    pass\n\n{right['double']}"}),
        "os_exit": filled(course, {**right, "double": f"import os\n\nos._exit(0)\n\n{right['double']}"}),
        "script_tags": filled(course, {**right, "double": EVIL}, _markup),
        "not_json": filled(course, right)[:-100],
        "format_3": json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}),
        "empty_file": "",
    }
    for student, text in books.items():
        course.hand_in(student, text)
    course.hand_in("renamed", filled(course, right), "mini (1).ipynb")
    script = "\n\n".join(["# %%\nimport numpy as np", *(f"# %%\n{source}" for source in right.values())])
    course.hand_in("a_script", script, "mini.py").with_name("notes.ipynb").write_text("{}")
    course.hand_in("a_folder", "", "aside.ipynb").with_name("mini.ipynb").mkdir()
    link = course.hand_in("a_link", "", "aside.ipynb").with_name("mini.ipynb")
    os.symlink(course.folder / "submitted" / "reference" / SLUG / "mini.ipynb", link)


def pack(course: Course) -> None:
    """Put one student's file into an archive, as downloaded from a learning platform."""
    archive = course.folder / "downloaded" / SLUG / "archive" / "all.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped_attempt_2026-01-30-15-00-00_mini.ipynb", filled(course, answers(course)))


def essay(text: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        cell_of(book, ESSAY)["source"] = text

    return change


def _without(*names: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        gone = [cell_of(book, name) for name in names]
        book["cells"] = [cell for cell in book["cells"] if cell not in gone]

    return change


def _duplicated(book: Book) -> None:
    """Every official cell twice; the second answer is wrong, and the last definition counts."""
    again = copy.deepcopy([cell for cell in book["cells"] if "nbgrader" in cell["metadata"]])
    book["cells"] += again
    for number, cell in enumerate(again):
        cell["id"] = f"again-{number}"
        if cell["metadata"]["nbgrader"]["grade_id"] == "double":
            cell["source"] = "def double(n):\n    return 0"


def _retyped(*names: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for name in names:
            cell = cell_of(book, name)
            if cell["cell_type"] == "markdown":
                cell.update(cell_type="code", outputs=[], execution_count=None)
            else:
                cell["cell_type"] = "markdown"
                del cell["outputs"], cell["execution_count"]

    return change


def _about(name: str, **about: Any) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        cell_of(book, name)["metadata"]["nbgrader"].update(about)

    return change


def _renamed(name: str) -> Callable[[Book], None]:
    return _about(name, grade_id=f"my-{name}")


def _tagged(book: Book) -> None:
    for cell in book["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]


def _of_wrong_type(book: Book) -> None:
    book["metadata"], book["nbformat_minor"] = {"kernelspec": 7}, "x"
    cell_of(book, "check_make_layer")["metadata"] = ["nbgrader"]
    cell_of(book, "check_halve")["metadata"]["nbgrader"] = 5
    cell_of(book, "check_double")["metadata"]["nbgrader"]["grade_id"] = 7
    cell_of(book, "double")["metadata"].update(tags=3, nbgrader={"grade_id": "double", "schema_version": "x"})


def _markup(book: Book) -> None:
    """Markup as text, where a browser must not act on it."""
    source = "<script>alert(4)</script>\n\n<img src=x onerror=alert(5)>"
    book["cells"].append({"cell_type": "markdown", "id": "markup", "metadata": {}, "source": source})
