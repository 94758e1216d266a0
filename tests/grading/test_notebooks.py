"""Broken notebooks: each fault costs what it must, and the report says so."""

import os
import shutil

import pytest

from autograder import assignment as assignments
from autograder import grading, intake
from autograder.errors import CourseError, OurError
from autograder.submission import Cell, Submission
from tests.support import MINI, grade_all, outcomes, scores

FULL = {"double": 4, "halve": 4, "make_layer": 2}


@pytest.fixture
def cells(mini, answers):
    """The small course's notebook, filled in: the reference's functions in their own cells."""
    parts = answers.split("\n\n\n")[1:]
    filled = dict(zip(("double", "halve", "make_layer"), parts, strict=True))
    return [
        Cell(number, "markdown" if one.role == "prose" else "code", one.id, filled.get(one.id, one.source))
        for number, one in enumerate(mini.cells, start=1)
    ]


@pytest.fixture
def hand_in(mini, sandbox):
    def grade_notebook(cells):
        return grade_all(mini, [Submission("student", "1" * 64, tuple(cells))], sandbox)[0]

    return grade_notebook


def changed(cells, name, **change):
    return [
        Cell(
            one.number,
            change.get("kind", one.kind),
            change.get("id", one.id),
            change.get("source", one.source),
        )
        if one.id == name
        else one
        for one in cells
    ]


def test_filled_notebook_gets_everything(cells, hand_in):
    report = hand_in(cells)

    assert scores(report) == FULL
    assert report.notes == []


def test_deleted_solution_cell(cells, hand_in):
    report = hand_in([one for one in cells if one.id != "double"])

    assert scores(report) == {**FULL, "double": 0}
    assert report.notes == ["there is no code cell with the id double"]


def test_duplicated_solution_cell(cells, hand_in):
    wrong = Cell(99, "code", "double", "def double(n):\n    return 0")
    report = hand_in([*cells, wrong])

    assert scores(report) == {**FULL, "double": 0}
    assert report.notes == ["there are 2 cells with the id double: the last definition counts"]


def test_retyped_solution_cell(cells, hand_in):
    report = hand_in(changed(cells, "double", kind="markdown"))

    assert scores(report) == {**FULL, "double": 0}
    assert any("markdown cell: its code does not run" in note for note in report.notes)


def test_changed_grade_id_costs_nothing(cells, hand_in):
    assert scores(hand_in(changed(cells, "double", id="mine"))) == FULL


def test_edited_setup_cell_is_replaced(cells, hand_in):
    report = hand_in(changed(cells, "setup", source="raise SystemExit"))

    assert scores(report) == FULL
    assert any("official text is used" in note for note in report.notes)


def test_edited_check_cell_does_not_run(cells, hand_in):
    report = hand_in(changed(cells, "check_double", source="double = None"))

    assert scores(report) == FULL


def test_syntax_error_in_one_cell(cells, hand_in):
    report = hand_in(changed(cells, "double", source="def double(n:\n    return 2 * n"))

    assert scores(report) == {**FULL, "double": 0}
    got = outcomes(report, "double")["test_twice_the_number"]
    assert got.outcome == "raised"
    assert "SyntaxError" in got.message
    assert "line 1 of cell double: def double(n:" in got.message


def test_missing_name(cells, hand_in):
    report = hand_in(changed(cells, "double", source="def dubble(n):\n    return 2 * n"))

    got = outcomes(report, "double")["test_twice_the_number"]
    assert (got.outcome, got.message) == ("not_implemented", "double is not defined.")


def test_error_after_the_definition_costs_nothing(cells, hand_in):
    source = "def double(n):\n    if n is True:\n        raise TypeError\n    return 2 * n\n\n1 / 0"
    report = hand_in(changed(cells, "double", source=source))

    assert scores(report) == FULL
    assert any("ZeroDivisionError" in note for note in report.notes)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("while True:\n    pass\n\ndef double(n): ...", "timed_out"),
        ("import os\nos._exit(0)\n\ndef double(n): ...", "died"),
        ("raise SystemExit\n\ndef double(n): ...", "raised"),
        ("raise BaseException('no')\n\ndef double(n): ...", "raised"),
        ("input()\n\ndef double(n): ...", "raised"),
    ],
)
def test_cell_that_does_not_load(cells, hand_in, source, outcome):
    """The cells after it still run, in a fresh process if need be."""
    report = hand_in(changed(cells, "double", source=source))

    assert scores(report) == {**FULL, "double": 0}
    assert outcomes(report, "double")["test_twice_the_number"].outcome == outcome


def test_magics_are_left_out(cells, hand_in):
    source = "%matplotlib inline\n!ls\ndef double(n):\n    %time n\n"
    source += "    if n is True: raise TypeError\n    return 2 * n"
    assert scores(hand_in(changed(cells, "double", source=source))) == FULL


def test_ast_transformer_is_inert(cells, hand_in):
    evil = "ip = get_ipython()\nip.ast_transformers.append(lambda tree: tree)\nip.run_line_magic('x', '')"
    assert scores(hand_in([Cell(50, "code", None, evil), *cells])) == FULL


def test_time_of_the_submission_is_bounded(cells, hand_in, mini, sandbox):
    """Slow calls, each within its own deadline, are cut by the submission's."""
    import msgspec

    short = msgspec.structs.replace(mini.config.limits, submission_seconds=2.0)
    quick = type(mini)(
        mini.slug, mini.folder, mini.solutions, msgspec.structs.replace(mini.config, limits=short)
    )
    slow = changed(
        cells, "double", source="import time\ndef double(n):\n    time.sleep(0.8)\n    return 2 * n"
    )
    report = grade_all(quick, [Submission("s", "2" * 64, tuple(slow))], sandbox)[0]

    assert any("whole submission" in test.message for one in report.exercises for test in one.tests)


@pytest.fixture
def broken_course(tmp_path):
    """A copy of the small course, to break."""
    shutil.copytree(MINI, tmp_path / "course")

    def spoil(path, old, new):
        file = tmp_path / "course" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        return assignments.load(tmp_path / "course", "99_mini")

    return spoil


HIDDEN = "solutions/99_mini/hidden/test_double.py"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("assert_equal(student.double(1), 2)", "assert_equal(student.double(1), 3)"),
        ("assert_equal(student.double(1), 2)", "undefined_name"),
        ("assert_equal(student.double(1), 2)", "assert_equal(student.double(1), 2 / 0)"),
        ("def test_bool_is_refused(student)", "def test_bool_is_refused(student, no_such_fixture)"),
    ],
)
def test_bug_in_a_hidden_test_is_ours(broken_course, sandbox, old, new):
    """A wrong expectation, a crash, a missing fixture: not graded, never a zero."""
    from tests.support import submission

    report = grade_all(broken_course(HIDDEN, old, new), [submission("def double(n): return 2 * n")], sandbox)[
        0
    ]

    assert report.outcome == "not_graded"
    assert report.score is None
    assert report.our_fault
    assert "test_bool_is_refused" in report.reason


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("import pytest", "import pytest\nimport no_such_module", "cannot be loaded"),
        ("points(1)", "points(7)", "are worth"),
        ("points(1)", "points('x')", "needs @pytest.mark.points"),
        ('"""A bool is a TypeError."""', "", "needs a docstring"),
        ('exercise("double")', 'exercise("triple")', "no exercise 'triple'"),
    ],
)
def test_broken_hidden_file_stops_the_run(broken_course, sandbox, old, new, message):
    from tests.support import submission

    with pytest.raises(CourseError, match=message):
        grade_all(broken_course(HIDDEN, old, new), [submission("")], sandbox)


def test_reference_that_fails_is_ours(broken_course, sandbox):
    from tests.support import submission

    course = broken_course("solutions/99_mini/reference.py", "return 2 * n", "return 3 * n")
    report = grade_all(course, [submission("def double(n): return 0")], sandbox)[0]

    assert (report.outcome, report.our_fault) == ("not_graded", True)


def test_reference_has_the_tools_that_provided_cells_define(broken_course, sandbox):
    """A hidden test may ask such a tool about an answer, and then about the reference's too."""
    from tests.support import submission

    tool = "OFFSET = 0\n\n\ndef total(numbers):\n    return sum(numbers)"
    broken_course("assignments/99_mini/mini.py", "OFFSET = 0", tool)
    course = broken_course(HIDDEN, "student.double(1)", "student.total([student.double(1)])")
    report = grade_all(course, [submission("def double(n): return 3 * n")], sandbox)[0]

    assert report.outcome == "graded", report.reason


def test_unreadable_submission_has_a_reason(mini, sandbox):
    report = grade_all(mini, [intake.Unreadable("s", "it is a folder")], sandbox)[0]

    assert (report.outcome, report.score, report.reason, report.our_fault) == (
        "not_graded", None, "it is a folder", False,
    )  # fmt: skip


def test_closed_sandbox_is_our_fault(mini):
    from autograder.sandbox.host import Sandbox
    from tests.support import submission

    sandbox = Sandbox()
    report = grade_all(mini, [submission("def double(n): return 2 * n")], sandbox)[0]
    assert (report.outcome, report.our_fault) == ("not_graded", True)
    with pytest.raises(OurError):
        sandbox.child("numpy")


def test_same_bytes_same_report(mini, sandbox, cells):
    """Graded twice, and with a neighbour in between, a submission gets the same report."""
    one = Submission("a", "3" * 64, tuple(changed(cells, "double", source="def double(n):\n    return n")))
    other = Submission("b", "4" * 64, tuple(cells))
    first, _, again = grade_all(mini, [one, other, one], sandbox)

    assert first == again


def test_nothing_is_left_behind(mini, cells, tmp_path, monkeypatch):
    """After a run there is no process and no file of it."""
    import tempfile

    from autograder.sandbox.host import Sandbox

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Sandbox() as own:
        grade_all(mini, [Submission("s", "5" * 64, tuple(cells))], own)

        assert list(_processes(tmp_path))

    assert list(_processes(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def _processes(temporary):
    """The processes that a sandbox with this temporary folder started."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if f"TMPDIR={temporary}".encode() in file.read():
                        yield name
            except OSError:
                continue


def test_points_are_those_of_the_hidden_tests(mini, broken_course):
    """`autograder course` takes them from there, and refuses where assignment.toml says otherwise."""
    assert grading.worth(mini) == FULL
    with pytest.raises(CourseError, match=r"expected 4 as in assignment\.toml"):
        grading.worth(broken_course(HIDDEN, "points(1)", "points(2)"))
