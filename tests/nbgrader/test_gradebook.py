"""`autograder grade --course`: side by side, into the gradebook that `nbgrader autograde` would make."""

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest
import typer
from nbgrader.api import Gradebook
from rich.console import Console

from autograder import batch, cli
from autograder.errors import UnknownError
from autograder.notebook.entry import Entry
from autograder.notebook.gradebook import Course
from tests.cli.support import SLUG, notebook, numpy_course, run, spoil
from tests.nbgrader.support import Course as Made

WRONG = "def double(n):\n    return 2 * n + 1"
CONFIG = """
c.CourseDirectory.db_url = "sqlite:///kept/elsewhere.db"
c.AssignLatePenalties.plugin_class = "penalties.OnePointADay"
"""
PENALTIES = """from nbgrader.plugins import BasePlugin


class OnePointADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late // 86400
"""
pytestmark = pytest.mark.slow  # nbgrader is started five times
HANDED_IN = {
    "ada": "2026-01-10 11:00:00 UTC",
    "bob": "2026-01-12 13:00:00 UTC",
    "cyd": "2026-01-12 13:00:00 UTC",
}
GRADE = ("auto_score", "manual_score", "extra_credit", "score", "needs_manual_grade")
QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A course with a database elsewhere, a due date, penalties, an extension for cyd, and six students."""
    home = tmp_path_factory.mktemp("gradebook")
    root = numpy_course(home / "root")
    made = Made(home / "course", root)
    assert run("course", made.folder, "--root", root).returncode == 0
    with (made.folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(CONFIG)
    (made.folder / "penalties.py").write_text(PENALTIES, encoding="utf-8")
    (made.folder / "kept").mkdir()
    made.must("generate_assignment", SLUG)
    right, wrong = notebook(root), notebook(root, double=WRONG)
    texts = {"ada": right, "bob": wrong, "cyd": right, "dan": right[:-50], "zoe": right}
    for student, text in texts.items():
        made.hand_in(student, text)
    made.hand_in("eve", right, "mini (1).ipynb")
    for student, when in {**HANDED_IN, "zoe": "yesterday"}.items():
        (made.folder / "submitted" / student / SLUG / "timestamp.txt").write_text(when)
    with closing(opened(made)) as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2026-01-10 12:00:00 UTC")
        gradebook.update_or_create_student("cyd")
        gradebook.update_or_create_submission(SLUG, "cyd")
        gradebook.grant_extension(SLUG, "cyd", days=1)
    return made


def copied(made, folder):
    """The course somewhere else, with its own submissions and database."""
    shutil.copytree(made.folder, folder, symlinks=True)
    spoil(folder / "nbgrader_config.py", str(made.folder), str(folder))
    return Made(folder, made.root)


def opened(made):
    return Gradebook(f"sqlite:///{made.folder}/kept/elsewhere.db", "course")


def everything(made):
    """All that the gradebook holds about the students, through nbgrader's API."""
    with closing(opened(made)) as gradebook:
        return {
            one.student.id: (
                (one.score, one.max_score, one.needs_manual_grade, one.late_submission_penalty),
                (one.timestamp, one.extension, one.total_seconds_late),
                sorted(
                    (grade.name, *(getattr(grade, about) for about in GRADE))
                    for book in one.notebooks
                    for grade in book.grades
                ),
                sorted(
                    (comment.name, comment.auto_comment, comment.manual_comment)
                    for book in one.notebooks
                    for comment in book.comments
                ),
            )
            for one in gradebook.assignment_submissions(SLUG)
        }


def by_hand(made):
    """What an instructor enters for ada: a score, extra credit, a comment."""
    with closing(opened(made)) as gradebook:
        grade = gradebook.find_grade("check_double", "mini", SLUG, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        gradebook.find_comment("double", "mini", SLUG, "ada").manual_comment = "Say why."
        gradebook.db.commit()


def graded(made, **more):
    """Grade in this process; return what was graded and what was recorded."""
    course = Course(made.folder, SLUG)
    done = batch.grade(course.assignment, course.found(), out=course.reports, console=QUIET, **more)
    return done, course.enter([[Entry(report=one) for one in done.reports]], force=more.get("force", False))


def reports(made):
    return {path.parent.name: path.read_bytes() for path in made.folder.glob(f"reports/{SLUG}/*/report.json")}


@pytest.fixture(scope="module")
def alone(untouched, tmp_path_factory):
    """The course after `nbgrader autograde` alone."""
    made = copied(untouched, tmp_path_factory.mktemp("alone") / "course")
    assert made.nbgrader("autograde", SLUG).returncode == 1  # zoe's timestamp is none
    return made


@pytest.fixture(scope="module")
def ours(untouched, tmp_path_factory):
    """The course after our command with two workers, and what that said."""
    made = copied(untouched, tmp_path_factory.mktemp("ours") / "course")
    return made, run("grade", SLUG, "--course", made.folder, "--workers", "2")


@pytest.fixture
def own(ours, tmp_path):
    """The graded course, to go on with, without zoe."""
    made = copied(ours[0], tmp_path / "course")
    shutil.rmtree(made.folder / "submitted" / "zoe")
    return made


def test_same_gradebook(alone, ours):
    """Cell by cell: scores, penalties, extensions, timestamps, comments."""
    made, _ = ours
    found = everything(made)

    assert found == everything(alone)
    assert set(found) == {"ada", "bob", "cyd", "dan", "eve"}
    scores = {student: one[0] for student, one in found.items()}
    assert scores["ada"] == (8, 8, False, 0)
    assert scores["bob"] == (4, 8, False, 2)
    assert scores["cyd"] == (8, 8, False, 1)
    assert (scores["dan"], scores["eve"]) == ((0, 8, True, 0), (0, 8, True, 0))


def test_who_is_left_out_is_named(ours):
    """A student whom nbgrader drops stops nobody else, and is named with the reason and what to run."""
    _, done = ours

    assert done.returncode == 3
    assert "zoe: not in the gradebook: " in done.stderr
    assert "after ParserError: Unknown string format: yesterday; " in done.stderr
    assert f"`nbgrader autograde {SLUG} --student zoe` shows where" in done.stderr
    assert "5 of 6 in sqlite:///kept/elsewhere.db" in done.stdout
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


def test_nbgrader_alone_reuses(own):
    """`nbgrader autograde --force` finds our reports, and grades nothing again."""
    graded(own)  # the course has been moved
    before, marks = reports(own), everything(own)
    said = own.must("autograde", SLUG, "--force").stderr

    assert len(before) == 6
    assert reports(own) == before
    assert everything(own) == marks
    assert "Removing existing assignment" in said  # it was at work


def test_reuses_what_nbgrader_alone_made(alone, tmp_path):
    made = copied(alone, tmp_path / "course")
    shutil.rmtree(made.folder / "submitted" / "zoe")
    done, recorded = graded(made)

    assert (done.unchanged, done.why["eve"]) == (4, "there is no file to read")
    assert (recorded.written, recorded.unchanged, recorded.faults) == (0, 5, {})


@pytest.mark.parametrize("change", ["damaged", "another score", "another student's"])
def test_bad_report_is_not_believed(own, change):
    """Neither by us nor by nbgrader alone: it is made again, and the gradebook is as before."""
    marks, folder = everything(own), own.folder / "reports" / SLUG
    mine = folder / "bob" / "report.json"
    if change == "damaged":
        mine.write_bytes(mine.read_bytes()[:-9])
    elif change == "another score":
        spoil(mine, '"outcome": "failed"', '"outcome": "passed"')
    else:
        shutil.copytree(folder / "ada", folder / "bob", dirs_exist_ok=True)
    done, recorded = graded(own)

    assert done.why["bob"] != "unchanged"
    assert (done.unchanged, recorded.written) == (3, 0)  # what is made again says the same
    assert everything(own) == marks


def test_manual_scores_stay(alone, ours, tmp_path):
    """After ada has been graded by hand and bob hands in again, as with nbgrader alone."""
    both = [copied(alone, tmp_path / "alone"), copied(ours[0], tmp_path / "ours")]
    for made in both:
        by_hand(made)
        shutil.rmtree(made.folder / "submitted" / "zoe")
        shutil.copy(
            made.folder / "submitted" / "ada" / SLUG / "mini.ipynb",
            made.folder / "submitted" / "bob" / SLUG / "mini.ipynb",
        )
    kept = everything(both[1])["ada"]
    done, recorded = graded(both[1])

    assert done.why["bob"] == "the submission changed"
    assert (recorded.written, recorded.unchanged) == (1, 4)
    after = everything(both[1])
    assert after["ada"] == kept
    assert after["ada"][0] == (6, 8, False, 0)
    assert after["bob"][0] == (8, 8, False, 2)
    both[0].must("autograde", SLUG, "--force")
    graded(both[1], force=True)
    found = everything(both[1])
    assert found == everything(both[0])
    assert found["ada"][0] == (6, 8, True, 0)  # graded again beneath a manual score: it asks for a look
    assert ("double", None, "Say why.") in [(name, None, said) for name, _, said in found["ada"][3]]


def test_changed_hidden_test(own, tmp_path):
    """Whose score follows from it gets the new one; whose notebook says the same is left alone."""
    root = shutil.copytree(own.root, tmp_path / "root")
    spoil(own.folder / "nbgrader_config.py", f"root = {str(own.root)!r}", f"root = {str(root)!r}")
    hidden = root / "solutions" / SLUG / "hidden" / "test_halve.py"
    spoil(hidden, "Every entry is half of what it was.", "Each entry is half of what it was.")
    done, recorded = graded(own)

    assert done.why["ada"] == "hidden/test_halve.py changed: exercise halve"
    assert (recorded.written, recorded.unchanged) == (3, 2)
    assert "Each entry" in (own.folder / "autograded" / "ada" / SLUG / "mini.ipynb").read_text()


def test_killed_while_writing(untouched, ours, tmp_path):
    """Killed at any moment, the same command goes on: everybody is in the gradebook once, as else."""
    made = copied(untouched, tmp_path / "course")
    shutil.rmtree(made.folder / "submitted" / "zoe")
    shutil.copytree(ours[0].folder / "reports", made.folder / "reports")
    command = [sys.executable, "-m", "autograder", "grade", SLUG, "--course", made.folder]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not (made.folder / "autograded" / "bob").exists():
        assert process.poll() is None
        assert time.monotonic() < end
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, recorded = graded(made)

    assert recorded.faults == {}
    assert recorded.written + recorded.unchanged == 5
    assert recorded.written >= 3
    assert everything(made) == everything(ours[0])


def test_unfinished_notebook_is_written_again(own):
    """nbgrader alone would take the notebook that a killed run has left for a finished one."""
    file = own.folder / "autograded" / "cyd" / SLUG / "mini.ipynb"
    book = json.loads(file.read_text(encoding="utf-8"))
    del book["metadata"]["autograder"]
    file.chmod(0o644)
    file.write_text(json.dumps(book), encoding="utf-8")
    with closing(opened(own)) as gradebook:
        gradebook.remove_submission(SLUG, "ada")
    _, recorded = graded(own)

    assert recorded.written == 2
    assert everything(own)["ada"][0] == (8, 8, False, 0)


def test_script_alone_is_recorded(own):
    """nbgrader finds no notebook and leaves the student out; here the script's score goes in."""
    script = "# %%\nimport numpy as np\n\n\ndef double(n):\n    return 2 * n\n"
    own.hand_in("fay", script, "mini.py")
    done, _ = graded(own)

    score = next(report.score for report in done.reports if report.student == "fay")
    assert score > 0
    assert everything(own)["fay"][0] == (score, 8, False, 0)


def test_broken_plugin_is_told(own):
    """A late penalty that cannot be computed leaves a student out, with the reason, and nothing half done."""
    before = everything(own)
    spoil(own.folder / "nbgrader_config.py", '"penalties.OnePointADay"', '"penalties.Nothing"')
    course = Course(own.folder, SLUG)
    done = batch.grade(course.assignment, course.found(), out=course.reports, console=QUIET)
    recorded = course.enter([[Entry(report=one) for one in done.reports]], force=True)

    assert set(recorded.faults) == {"ada", "bob", "cyd", "dan", "eve"}
    assert "Nothing" in recorded.faults["ada"]
    assert everything(own) == before


def _without_config(made):
    (made.folder / "nbgrader_config.py").unlink()


def _with_broken_config(made):
    spoil(made.folder / "nbgrader_config.py", "c = get_config()", "c = ")


def _without_assignment(made):
    with closing(opened(made)) as gradebook:
        gradebook.remove_assignment(SLUG)


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (_without_config, "expected a course that `autograder course` wrote"),
        (_with_broken_config, "nbgrader_config.py cannot be used"),
        (_without_assignment, f"run `nbgrader generate_assignment {SLUG}` in"),
    ],
)
def test_what_is_no_course(own, spoiled, said):
    """Said before anything is graded, and nothing of a foreign course is run."""
    spoiled(own)
    with pytest.raises(UnknownError, match=said):
        Course(own.folder, SLUG)


def test_paths_or_a_course(own):
    """One or the other: used wrongly, and said so."""
    course = ["--course", str(own.folder)]
    for words in (["files"], ["--out", "reports"], [*course, "files"], [*course, "--out", "reports"]):
        with pytest.raises(typer.BadParameter, match="expected PATHS and --out, or --course with neither"):
            cli.app(["grade", SLUG, *words], standalone_mode=False)
