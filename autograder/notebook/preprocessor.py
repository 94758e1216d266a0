"""The step of `nbgrader autograde` that grades: hidden tests behind the wall, scores by nbgrader's API.

It takes the place of Execute and SaveAutoGrades. The submitted file itself is graded (nbgrader
hands over a cleaned copy), the results go into the check cells' outputs and into the gradebook.
Nothing of a hidden test enters the notebook but the facts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat.v4 import output_from_msg
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task
from traitlets import Enum, Unicode

from autograder import assignment as assignments
from autograder import batch, grading, intake, reading
from autograder.errors import OurError
from autograder.model import ExerciseReport, Report, Status
from autograder.notebook.warm import warm_sandbox
from autograder.reports import html, text
from autograder.text import one_line

CHECK = "check_"


class HiddenTests(NbGraderPreprocessor):
    """Grade one submitted notebook with the hidden tests, and record the result."""

    root = Unicode("", help="The workbook's folder, with assignments/ and solutions/.").tag(config=True)
    hints: Any = Enum((1, 2, 3), 2, help="The tier of hints students see: facts, question, reading.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; put outputs into the check cells and scores and comments into the gradebook."""
        names = resources["nbgrader"]
        report = self._report(names["student"], names["assignment"], names["notebook"])
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
        return nb, resources

    def _report(self, student: str, slug: str, notebook: str) -> Report:
        """Grade the file as it was submitted."""
        chosen = assignments.load(Path(self.root), slug)
        converter = self.parent.parent
        folder = converter.coursedir.format_path(converter.coursedir.submitted_directory, student, slug)
        found = [intake.of_student(student, Path(folder), notebook)]
        reports: list[Report] = []
        grading.grade(
            chosen,
            reading.submissions(found, reading.behind_the_wall(warm_sandbox())),
            sandbox=warm_sandbox(),
            secret=batch.secret_of(chosen),
            on_report=reports.append,
            hints=self.hints,
        )
        if not reports:
            raise OurError(f"no report on {student}: the grading run was cut short")
        return reports[0]


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
    for grade in submission.grades:
        exercise = by_cell.get(grade.name)
        whole = report.outcome is Status.graded and exercise is not None and not exercise.points_not_run
        grade.auto_score = exercise.score if exercise is not None and whole else None
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        if report.outcome is Status.graded and grade.auto_score is None and grade.name in untouched:
            grade.auto_score, grade.needs_manual_grade = 0.0, False  # as nbgrader: nothing was handed in
    for comment in submission.comments:
        exercise = by_cell.get(f"{CHECK}{comment.name}")
        if report.outcome is Status.not_graded:
            comment.auto_comment = "Not graded. The reason stands in the check cells."
        elif comment.name in untouched:
            comment.auto_comment = "No response."
        else:
            comment.auto_comment = text.facts(exercise) if exercise is not None else None
    gradebook.db.commit()
