"""A graded class goes into an nbgrader course's gradebook: one writer, in one process.

    course = Course(folder, slug)
    done = batch.grade(course.assignment, course.found(), out=course.reports, ...)
    course.record(done, ...)

What is written, and where, is decided by nbgrader's own Autograde as the course's nbgrader_config.py has
it: `db_url` (SQLite, PostgreSQL, whatever SQLAlchemy knows), late penalties, extensions, manual scores. It
finds every report made already and only records it.
"""

from __future__ import annotations

import glob
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from nbgrader import api
from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config import Config

from autograder import assignment as assignments
from autograder import batch, intake
from autograder.batch import Batch
from autograder.errors import OurError, UnknownError
from autograder.intake import Found
from autograder.model import Tier
from autograder.notebook import preprocessor
from autograder.notebook.preprocessor import HiddenTests

STEP = f"{HiddenTests.__module__}.{HiddenTests.__qualname__}"


@dataclass
class Recorded:
    """How recording ended: how many went in, how many stood there already, and who did not go in, and why."""

    written: int = 0
    unchanged: int = 0
    faults: dict[str, Exception] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """How many have had their turn."""
        return self.written + self.unchanged + len(self.faults)


class Course:
    """One assignment of an nbgrader course, as its nbgrader_config.py has it."""

    def __init__(
        self, folder: Path, slug: str, *, root: Path | None = None, hints: Tier | None = None
    ) -> None:
        """Open a course.

        Args:
            folder: the course.
            slug: the assignment.
            root: the workbook's folder, instead of that in the configuration.
            hints: the tier of hints, likewise.

        Raises:
            UnknownError: it is no course that `autograder course` wrote, or has no such assignment yet.
            CourseError: the assignment is broken.
            OurError: the gradebook cannot be opened.
        """
        self._folder = folder.resolve()
        given = {"root": root and str(root.resolve()), "hints": hints}
        with chdir(self._folder):
            self._app = _app(self._folder)
            self._app.update_config(Config(HiddenTests={k: v for k, v in given.items() if v is not None}))
            self._converter = _Writer(coursedir=self._app.coursedir, parent=self._app)
            if STEP not in self._converter.autograde_preprocessors:
                raise UnknownError(
                    f"expected a course that `autograder course` wrote, received {folder}: no "
                    f"{STEP} in its nbgrader_config.py"
                )
            step = HiddenTests(parent=self._converter)
            self.hints: Tier = step.hints
            self.assignment = assignments.load(Path(step.root), slug)
            self._app.coursedir.assignment_id = slug
            self._demand_generated()

    @property
    def reports(self) -> Path:
        """Where its reports stand."""
        return preprocessor.reports_folder(self._app.coursedir, self.assignment.slug)

    @property
    def gradebook(self) -> str:
        """The gradebook's URL, without a password."""
        return make_url(self._app.coursedir.db_url).render_as_string(hide_password=True)

    def found(self) -> list[Found]:
        """List what was handed in: everybody for whom nbgrader finds a folder of this assignment.

        Raises:
            ValueError: two folders are of one student.
        """
        notebook = self.assignment.notebook_name
        folders = self._converter.handed_in()
        found = [
            intake.of_student(intake.student_name(student), folder, notebook)
            for student, folder in folders.items()
        ]
        intake.demand_distinct(one.student for one in found)
        return found

    def record(self, done: Batch, *, force: bool, console: Console) -> Recorded:
        """Write the reports of a run into the gradebook, and autograded/ as nbgrader does.

        Whoever's report stands there already is left alone, manual scores included.

        Args:
            done: the run, over everybody whose submission `found` lists.
            force: write what stands there already, too.
            console: where progress is shown.

        Raises:
            OurError: the gradebook cannot be written.
        """
        converter, reports = self._converter, done.reports
        preprocessor.bases[converter] = done.basis
        converter.force = force
        marks = {report.student: preprocessor.mark(report) for report in reports}
        with (
            chdir(self._folder),
            _one_gradebook(),
            batch.stopped_by_sigterm(),
            batch.progress_on(console) as progress,
        ):
            task = progress.add_task("recording", total=len(reports))
            converter.begin(marks, self.assignment.notebook_name, lambda: progress.advance(task))
            try:
                converter.start()
            except NbGraderException as error:
                if converter.recorded.seen < len(reports):  # it is no single student's
                    raise OurError(f"{self.gradebook}: {error}") from error
        return converter.recorded

    def _demand_generated(self) -> None:
        course, slug = self._app.coursedir, self.assignment.slug
        try:
            with api.Gradebook(course.db_url, course.course_id) as gradebook:
                gradebook.find_assignment(slug)
        except api.MissingEntry as error:
            raise UnknownError(
                f"no {slug} in {self.gradebook}: run `nbgrader generate_assignment {slug}` in {self._folder}"
            ) from error
        except (SQLAlchemyError, ImportError) as error:
            raise OurError(f"the gradebook {self.gradebook} cannot be opened: {error}") from error


def _app(folder: Path) -> Any:
    """Return nbgrader's own program, configured as in this folder, and saying nothing."""
    app: Any = AutogradeApp(raise_config_file_errors=True)
    try:
        app.initialize([f"--course-dir={folder}"])
    except (Exception, SystemExit) as error:  # it is the course's own program that has failed
        raise UnknownError(f"{folder / 'nbgrader_config.py'} cannot be used: {error!r}") from error
    app.log.disabled = True
    return app


@contextmanager
def _one_gradebook() -> Iterator[None]:
    """Let nbgrader, which opens its gradebook seven times a submission, connect and look for its tables once.

    Each opening still begins a session of its own. Its own queries inside its session's set-up, on which
    SQLAlchemy remarks every time, are no news.
    """
    first, opened = api.Gradebook.__init__, dict[tuple[Any, ...], dict[str, Any]]()

    def open_(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
        which = db_url, course_id, authenticator  # as nbgrader's own: a course's steps may name them
        if which not in opened:
            first(self, *which)
            opened[which] = vars(self).copy()
        vars(self).update(opened[which])

    with (
        warnings.catch_warnings(action="ignore", category=SAWarning),
        patch.object(api.Gradebook, "__init__", open_),
        patch.object(api.Gradebook, "close", lambda self: self.db.remove()),
    ):
        try:
            yield
        finally:
            for one in opened.values():
                one["db"].remove()
                one["engine"].dispose()


class _Mark(msgspec.Struct):
    """What is of interest in an autograded notebook."""

    metadata: dict[str, Any] = {}


class _Writer(Autograde):
    """nbgrader's converter, which also knows whose report has changed since it was recorded.

    nbgrader goes by timestamps, and by whether there is an autograded notebook: it would skip a new report,
    and whomever an earlier run left half done.
    """

    force: bool  # nbgrader's, which has no types

    def begin(self, marks: Mapping[str, str], notebook: str, on_student: Callable[[], None]) -> None:
        """Prepare a run: the marks of all reports, by student, and the notebook that shows them."""
        self.recorded = Recorded()
        self._marks, self._notebook, self._on_student = marks, notebook, on_student
        course = self.coursedir
        with api.Gradebook(course.db_url, course.course_id) as gradebook:
            known = gradebook.assignment_submissions(course.assignment_id)
            self._in_gradebook = {submission.student_id for submission in known}

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
        """List what is converted: everybody, so that nobody is left out without a word."""
        folders = self.handed_in().values()
        self.assignments = {str(folder): [str(folder / f"{self._notebook}.ipynb")] for folder in folders}

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
        mark = self._marks.get(intake.student_name(student_id))
        return student_id in self._in_gradebook and metadata.get(preprocessor.MARK) == {"report": mark}

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

    @contextmanager
    def _named(self, student: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # whatever it is: remembered by name, and raised again
            self.recorded.faults[student] = error
            raise
