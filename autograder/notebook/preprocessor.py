"""The step of `nbgrader autograde` that grades: hidden tests behind the wall, scores by nbgrader's API.

It takes the place of Execute and SaveAutoGrades. The submitted file itself is graded (nbgrader
hands over a cleaned copy), the results go into the check cells' outputs and into the gradebook.
Nothing of a hidden test enters the notebook but the facts.

Reports are kept in `reports/SLUG/STUDENT` of the course, as `autograder grade --course` leaves them there;
one that still holds (reuse.py) is not made again. Damaged ones, those of another student's file or of
other hidden tests are never believed, but nothing proves who wrote a report: as into gradebook.db beside
it, nobody may write there but those who grade.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from nbformat.v4 import output_from_msg
from nbgrader.api import BaseCell, Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task
from traitlets import Enum, Unicode

from autograder import assignment as assignments
from autograder import batch, intake, reuse
from autograder.model import ExerciseReport, Report, Status
from autograder.notebook import entry
from autograder.notebook.warm import warm_sandbox
from autograder.reports import html, text
from autograder.text import one_line

CHECK = "check_"
MARK = "autograder"  # in the metadata of an autograded notebook: whose report it shows, as a digest

# What reports follow from stands still while one of nbgrader's converters is at work.
bases: WeakKeyDictionary[Any, reuse.Basis] = WeakKeyDictionary()


class HiddenTests(NbGraderPreprocessor):
    """Grade one submitted notebook with the hidden tests, and record the result."""

    root = Unicode("", help="The workbook's folder, with assignments/ and solutions/.").tag(config=True)
    hints: Any = Enum((1, 2, 3), 2, help="The tier of hints students see: facts, question, reading.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; put outputs into the check cells and scores and comments into the gradebook."""
        names = resources["nbgrader"]
        report = self._report(names["student"], names["assignment"])
        if report.our_fault:
            self.log.error("%s: not graded: %s", names["student"], one_line(report.reason))
        by_cell = {f"{CHECK}{exercise.name}": exercise for exercise in report.for_student().exercises}
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                cell.outputs = _outputs(report, by_cell.get(cell.metadata.nbgrader["grade_id"]))
        untouched = {
            cell.metadata.nbgrader["grade_id"]
            for cell in nb.cells
            if (is_solution(cell) or is_task(cell))
            and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        }
        with Gradebook(names["db_url"]) as gradebook:
            _record(gradebook, report, by_cell, untouched, names)
        nb.metadata[MARK] = {"report": mark(report)}
        return nb, resources

    def _report(self, student: str, slug: str) -> Report:
        """Return the report on the file as it was submitted."""
        converter = self.parent.parent
        if made := entry.entry(converter, student):
            return made.report
        if converter not in bases:
            chosen = assignments.load(Path(self.root), slug)
            bases[converter] = reuse.basis(chosen, secret=batch.secret_of(chosen), size="cpu")
        basis, course = bases[converter], converter.coursedir
        folder = Path(course.format_path(course.submitted_directory, student, slug))
        found = intake.of_student(intake.student_name(student), folder, basis.assignment.notebook_name)
        out = reports_folder(course, slug)
        return batch.report_on(found, basis, out=out, sandbox=warm_sandbox(), hints=self.hints)


def reports_folder(course: Any, slug: str) -> Path:
    """Return where the reports on an assignment stand in an nbgrader course (its CourseDirectory)."""
    return Path(course.root) / "reports" / slug


def mark(report: Report) -> str:
    """Return a digest of what a report puts into the gradebook and the notebook."""
    return hashlib.sha256(msgspec.json.encode(report.for_student())).hexdigest()


def _outputs(report: Report, exercise: ExerciseReport | None) -> list[Any]:
    """Return what the check cell shows: the student's view of its exercise, or why there is none."""
    if exercise is None:
        plain = (
            f"Not graded: {one_line(report.for_student().reason)}"
            if report.reason
            else "To be graded by hand."
        )
        data = {"text/plain": plain}
    else:
        data = {"text/html": html.exercise(exercise), "text/plain": text.lines(exercise)}
    message = {"header": {"msg_type": "display_data"}, "content": {"data": data, "metadata": {}}}
    return [output_from_msg(message)]


def _record(
    gradebook: Any, report: Report, by_cell: dict[str, ExerciseReport], untouched: set[str], names: Any
) -> None:
    """Write scores and comments; a manual score that is there already stays and asks for a look."""
    where = (names["notebook"], names["assignment"], names["student"])
    submission = gradebook.find_submission_notebook(*where)
    cells = dict(gradebook.db.query(BaseCell.id, BaseCell.name).filter_by(notebook_id=submission.notebook_id))
    for grade in submission.grades:
        name = cells[grade.cell_id]  # not grade.name, which asks the database for each
        exercise = by_cell.get(name)
        whole = report.outcome is Status.graded and exercise is not None and not exercise.points_not_run
        grade.auto_score = exercise.score if exercise is not None and whole else None
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        if report.outcome is Status.graded and grade.auto_score is None and name in untouched:
            grade.auto_score, grade.needs_manual_grade = 0.0, False  # as nbgrader: nothing was handed in
    for comment in submission.comments:
        name = cells[comment.cell_id]
        exercise = by_cell.get(f"{CHECK}{name}")
        if report.outcome is Status.not_graded:
            comment.auto_comment = "Not graded. The reason stands in the check cells."
        elif name in untouched:
            comment.auto_comment = "No response."
        else:
            comment.auto_comment = text.facts(exercise) if exercise is not None else None
    gradebook.db.commit()
