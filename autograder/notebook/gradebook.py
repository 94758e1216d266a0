"""A graded class goes into an nbgrader course's gradebook: one writer, in one process.

    course = Course(folder, slug)
    done = batch.grade(course.assignment, course.found(), out=course.reports, ...)
    course.record(done, ...)

What is written, and where, is decided by nbgrader's own Autograde as the course's nbgrader_config.py has
it: `db_url` (SQLite, PostgreSQL, whatever SQLAlchemy knows), late penalties, extensions, manual scores. It
finds every report made already and only records it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.apps import AutogradeApp
from nbgrader.converters.base import NbGraderException
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder import assignment as assignments
from autograder import intake
from autograder.errors import OurError, UnknownError
from autograder.intake import Found
from autograder.model import Tier
from autograder.notebook import preprocessor
from autograder.notebook.converter import Recorded, Turns, Writer
from autograder.notebook.ledger import Ledger
from autograder.notebook.preprocessor import HiddenTests

STEP = f"{HiddenTests.__module__}.{HiddenTests.__qualname__}"


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
            self._converter = Writer(coursedir=self._app.coursedir, parent=self._app)
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

    def enter(
        self, turns: Turns, *, force: bool = False, on_student: Callable[[], None] = lambda: None
    ) -> Recorded:
        """Write reports into the gradebook, and autograded/ as nbgrader does.

        Whoever's report stands there already is left alone, manual scores included.

        Args:
            turns: reports of those whose submission `found` lists, some at a time, as they come.
            force: write what stands there already, too.
            on_student: called for each.

        Raises:
            OurError: the gradebook cannot be written.
        """
        converter, ledger = self._converter, Ledger()
        with chdir(self._folder), ledger.instead():
            converter.begin(ledger, self.assignment.notebook_name, force, on_student)
            try:
                converter.enter(turns)
            except NbGraderException as error:
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
