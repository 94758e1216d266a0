"""nbgrader as an instructor has it: commands in a course folder, a gradebook read through its own API."""

from __future__ import annotations

import copy
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.cli.support import SLUG

ESSAY = "essay"
CHECKS = ("check_double", "check_halve", "check_make_layer")


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds about one student's cell."""

    auto: float | None
    manual: float | None
    needs_manual: bool
    most: float


@dataclass(frozen=True)
class Course:
    """A folder that `autograder course` wrote."""

    folder: Path
    root: Path

    def nbgrader(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `nbgrader ARGUMENTS` in the course."""
        command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=os.environ, capture_output=True, text=True, timeout=300, check=False
        )

    def must(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of nbgrader that has to succeed."""
        done = self.nbgrader(*arguments)
        assert done.returncode == 0, done.stderr
        return done

    @property
    def release(self) -> Path:
        return self.folder / "release" / SLUG / "mini.ipynb"

    def book(self) -> dict[str, Any]:
        """The notebook that students get, as data."""
        return json.loads(self.release.read_text(encoding="utf-8"))

    def hand_in(self, student: str, text: str | bytes, name: str = "mini.ipynb") -> Path:
        """Put a file where nbgrader looks for a student's."""
        path = self.folder / "submitted" / student / SLUG / name
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", self.folder.name)

    def marks(self, student: str) -> dict[str, Mark]:
        """What the gradebook holds about a student, by cell."""
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission(SLUG, student)
            return {
                grade.name: Mark(
                    grade.auto_score, grade.manual_score, grade.needs_manual_grade, grade.max_score
                )
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def scores(self, student: str) -> tuple[float | None, ...]:
        """The automatic scores of the three exercises, in their order."""
        marks = self.marks(student)
        return tuple(marks[name].auto for name in CHECKS)

    def comments(self, student: str) -> dict[str, str | None]:
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission_notebook("mini", SLUG, student)
            return {comment.name: comment.auto_comment for comment in submission.comments}

    def feedback(self, student: str) -> str:
        return (self.folder / "feedback" / student / SLUG / "mini.html").read_text(encoding="utf-8")


def cell_of(book: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell with this grade id."""
    return next(
        cell for cell in book["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def filled(course: Course, answers: dict[str, str], *changes: Callable[[dict[str, Any]], None]) -> str:
    """The released notebook with answers in their cells, and then changed, as JSON."""
    book = copy.deepcopy(course.book())
    for name, source in answers.items():
        cell_of(book, name)["source"] = source
    for change in changes:
        change(book)
    return json.dumps(book)


def everything_in(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder: mode, and bytes (of a link its target)."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode):
            text = os.readlink(path).encode()
        else:
            text = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
        found[str(path.relative_to(folder))] = (about.st_mode, text)
    return found


class Page(HTMLParser):
    """What a browser would run, and what it would show."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts, self.handlers, self.shown, self._inside = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.handlers += [value or "" for name, value in attributes if name.startswith("on")]
        self.handlers += [value for _, value in attributes if value and value.startswith("javascript:")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.shown.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.shown).split())
