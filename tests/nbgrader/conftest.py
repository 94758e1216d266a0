"""One course and one run of nbgrader's commands for the whole folder; the tests look at what is left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import assignment as assignments
from autograder import batch, grading, intake, reading
from autograder.model import Report
from autograder.sandbox.host import Sandbox
from tests.cli.support import SLUG, copy_course, numpy_course, run, spoil
from tests.nbgrader import classroom
from tests.nbgrader.support import ESSAY, Course, everything_in

PUBLIC_CASES = '''

@pytest.mark.exercise("halve")
def test_half_of_four(student):
    """Half of 4.0 is 2.0."""
    assert_equal(student.halve(4.0), 2.0)


@pytest.mark.exercise("make_layer")
def test_layer_needs_units(student):
    """A layer without a number of units is a TypeError."""
    with student.raises(TypeError):
        student.make_layer()
'''

KNOWN_MISTAKE = '''"""Adds one to the double.

What is twice nothing?
"""

FAILS = {"test_twice_the_number", "test_agrees_with_the_reference", "test_bool_is_refused"}

def double(n):
    return n + n + 1
'''


def write_course(folder: Path, root: Path) -> Course:
    done = run("course", folder, "--root", root)
    assert done.returncode == 0, done.stderr
    return Course(folder, root)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course, with an essay question of the instructor's own, generated."""
    home = tmp_path_factory.mktemp("nbgrader")
    root = copy_course(home / "root")
    with (root / "assignments" / SLUG / "test_public.py").open("a", encoding="utf-8") as file:
        file.write(PUBLIC_CASES)
    known = root / "solutions" / SLUG / "wrong" / "double" / "adds_one.py"
    known.parent.mkdir(parents=True)
    known.write_text(KNOWN_MISTAKE, encoding="utf-8")
    made = write_course(home / "course", root)
    source = made.folder / "source" / SLUG / "mini.ipynb"
    book = json.loads(source.read_text(encoding="utf-8"))
    about = {"grade_id": ESSAY, "grade": True, "solution": True, "locked": False, "task": False, "points": 5}
    essay = {
        "cell_type": "markdown",
        "id": ESSAY,
        "metadata": {"nbgrader": {"schema_version": 3, **about}},
        "source": "Why is that so?",
    }
    book["cells"].insert(5, essay)
    source.write_text(json.dumps(book), encoding="utf-8")
    made.must("generate_assignment", SLUG)
    return made


@dataclass(frozen=True)
class Graded:
    """A course after autograde and feedback: how that ended, and how submitted/ looked before."""

    course: Course
    complaints: list[str]
    before: dict[str, tuple[int, bytes]]


@pytest.fixture(scope="session")
def graded(course: Course) -> Graded:
    """The class, graded and given feedback in one go each."""
    classroom.hand_in_all(course)
    classroom.pack(course)
    pattern = r".*/(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
    course.must("zip_collect", SLUG, f"--FileNameCollectorPlugin.named_regexp={pattern}")
    before = everything_in(course.folder / "submitted")
    done = course.nbgrader("autograde", SLUG)
    complaints = [line for line in done.stderr.splitlines() if "ERROR" in line or "Error" in line]
    course.must("generate_feedback", SLUG)
    course.must("export", "--to", "grades.csv")
    return Graded(course, complaints if done.returncode else [], before)


@pytest.fixture(scope="session")
def reports(graded: Graded, sandbox: Sandbox) -> dict[str, Report]:
    """Our own reports on the same files, with the same secret."""
    chosen = assignments.load(graded.course.root, SLUG)
    found = intake.find([graded.course.folder / "submitted"], slug=SLUG, notebook="mini")
    kept: list[Report] = []
    grading.grade(
        chosen,
        reading.submissions(found, reading.behind_the_wall(sandbox)),
        sandbox=sandbox,
        secret=batch.secret_of(chosen),
        on_report=kept.append,
    )
    return {report.student: report for report in kept}


@pytest.fixture
def broken(tmp_path: Path) -> Course:
    """A course of its own whose hidden tests hold a bug."""
    root = numpy_course(tmp_path / "root")
    hidden = root / "solutions" / SLUG / "hidden" / "test_double.py"
    spoil(hidden, "assert_equal(student.double(1), 2)", "assert_equal(student.double(1), 3)")
    made = write_course(tmp_path / "course", root)
    made.must("generate_assignment", SLUG)
    return made
