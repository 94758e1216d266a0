"""nbgrader's own Autograde, entering reports that a grading run has made: turn by turn, as they come."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from autograder import intake
from autograder.notebook import entry, preprocessor
from autograder.notebook.entry import Entry
from autograder.notebook.ledger import Ledger

Turns = Iterable[Sequence[Entry]]


class Recorded(msgspec.Struct, tag=True):
    """How recording ended: how many went in, how many stood there already, and who did not go in, and why."""

    written: int = 0
    unchanged: int = 0
    faults: dict[str, str] = {}

    @property
    def seen(self) -> int:
        """How many have had their turn."""
        return self.written + self.unchanged + len(self.faults)


class _Mark(msgspec.Struct):
    """What is of interest in an autograded notebook."""

    metadata: dict[str, Any] = {}


class Writer(Autograde):
    """nbgrader's converter, which also knows whose report has changed since it was recorded.

    nbgrader goes by timestamps, and by whether there is an autograded notebook: it would skip a new report,
    and whomever an earlier run left half done.
    """

    force: bool  # nbgrader's, which has no types

    def begin(self, ledger: Ledger, notebook: str, force: bool, on_student: Callable[[], None]) -> None:
        """Prepare a run: the notebook that shows reports, and what is told of each student's turn."""
        self.recorded, self._ledger = Recorded(), ledger
        self.force, self._notebook, self._on_student = force, notebook, on_student
        course = self.coursedir
        with api.Gradebook(course.db_url, course.course_id) as gradebook:
            known = gradebook.assignment_submissions(course.assignment_id)
            self._in_gradebook = {submission.student_id for submission in known}

    def enter(self, turns: Turns) -> None:
        """Enter reports, some at a turn.

        Raises:
            NbGraderException: the gradebook cannot be written; a single student's fault is recorded.
        """
        self._turns = turns
        self.start()

    def handed_in(self) -> dict[str, Path]:
        """Return everybody's folder, by student: also where nbgrader would find no notebook in it."""
        course = self.coursedir
        name = re.compile(self._format_source(re.escape(course.assignment_id), "(?P<it>.*)", escape=True))
        folders = sorted(glob.glob(self._format_source(course.assignment_id, course.student_id)))
        matches = {folder: name.match(folder) for folder in folders}
        students = {match["it"]: Path(folder) for folder, match in matches.items() if match}
        excluded = course.student_id_exclude.split(",")
        return {student: folder for student, folder in students.items() if student not in excluded}

    def init_notebooks(self) -> None:
        """List nothing yet: who is converted is said turn by turn."""
        self.assignments: dict[str, list[str]] = {}

    def convert_notebooks(self) -> None:
        """Convert everybody's of a turn, and then the next turn's."""
        folders = self.handed_in()
        named = {intake.student_name(student): student for student in folders}
        for turn in self._turns:
            at_hand = {named[one.report.student]: one for one in turn if one.report.student in named}
            entry.at_hand[self] = at_hand
            self.assignments = {
                str(folders[student]): [str(folders[student] / f"{self._notebook}.ipynb")]
                for student in at_hand
            }
            before = self.recorded.seen
            try:
                super().convert_notebooks()
            except NbGraderException:
                if self.recorded.seen < before + len(at_hand):  # it is no single student's
                    raise

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Tell whether a student's is to be written, and clear its place."""
        self._on_student()
        forced = bool(self.force)
        self.force = forced or not self._stands(assignment_id, student_id)
        try:
            with self._named(student_id):
                wanted = bool(super().init_destination(assignment_id, student_id))
        finally:
            self.force = forced
        self.recorded.unchanged += not wanted
        return wanted

    def _stands(self, assignment_id: str, student_id: str) -> bool:
        """Tell whether a student's report is in the gradebook, and the notebook that shows it is there."""
        file = Path(self._format_dest(assignment_id, student_id), f"{self._notebook}.ipynb")
        try:
            metadata = msgspec.json.decode(file.read_bytes(), type=_Mark).metadata
        except (OSError, msgspec.MsgspecError):
            return False
        at_hand = entry.entry(self, student_id)
        mark = {"report": preprocessor.mark(at_hand.report)} if at_hand else None
        return student_id in self._in_gradebook and metadata.get(preprocessor.MARK) == mark

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Enter student and submission; remember why, if that cannot be done."""
        with self._named(student_id):
            super().init_assignment(assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Record one student's; remember why, if that cannot be done."""
        student = self.init_single_notebook_resources(notebook_filename)["nbgrader"]["student"]
        try:
            with self._named(student):
                super().convert_single_notebook(notebook_filename)
        finally:
            self._sanitizing = True  # nbgrader forgets it when a step of the second pass cannot be made
        self.recorded.written += 1

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write a notebook. The one that says that a report is in the gradebook comes when it is."""
        if not self._sanitizing:
            self._ledger.commit()
        super().write_single_notebook(output, resources)

    @contextmanager
    def _named(self, student: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # whatever it is: remembered by name, and raised again
            self._ledger.rollback()
            self.recorded.faults[student] = _chain(error)
            raise


def _chain(error: BaseException) -> str:
    """Return what an error says, and those that it came of: the last one may tell little."""
    said = f"{type(error).__name__}: {error}"
    return f"{said}, after {_chain(error.__context__)}" if error.__context__ else said
