"""What an outcome test gives and says, through the real sandbox."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import replace

import pytest

from autograder import assignment as assignments
from autograder import handout, variants
from autograder.errors import CourseError
from autograder.submission import parse
from tests.calibration.course import SLUG, TOY, TRAINING, toy_course, trained
from tests.cli.support import spoil
from tests.support import grade_all, outcomes, submission

OUTCOME, MECHANISM = "test_comes_far_enough", "test_negative_numbers_become_zero"


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return toy_course(tmp_path_factory.mktemp("toy"))


@pytest.fixture
def result(toy, sandbox):
    """Grade one answer; return its outcome test."""

    def graded(source: str):
        (report,) = grade_all(toy, [submission(source)], sandbox)
        return outcomes(report, "relu")[OUTCOME]

    return graded


NUMBERS = "0.92 is asked for all points and 0.8 for half of them."
VALUES = {
    "full marks": ((0.95,), "passed", 4, "0.95 on three seeds (0.95, 0.95, 0.95); at least " + NUMBERS),
    "half marks": (
        (0.86, 0.87, 0.88, 0.85),
        "failed",
        2,
        "0.87 on three seeds (0.86, 0.87, 0.88) and 0.85 on three others (0.85, 0.85, 0.85); at least "
        + NUMBERS,
    ),
    "no marks": (
        (0.5,),
        "failed",
        0,
        "0.5 on three seeds (0.5, 0.5, 0.5) and 0.5 on three others (0.5, 0.5, 0.5); at least " + NUMBERS,
    ),
    "retry": (
        (0.1, 0.1, 0.1, 0.93, 0.92, 0.94),
        "passed",
        4,
        "0.1 on three seeds (0.1, 0.1, 0.1) and 0.93 on three others (0.93, 0.92, 0.94); at least " + NUMBERS,
    ),
    "NaN": (
        ("float('nan')",),
        "failed",
        0,
        "nan on three seeds (nan, nan, nan) and nan on three others (nan, nan, nan); at least " + NUMBERS,
    ),
    "no number": (("'0.99'",), "failed", 0, "What was measured on this answer is no number."),
    "exception": (("1 / 0",), "raised", 0, "ZeroDivisionError, line "),
    "death": (("__import__('os')._exit(0)",), "died", 0, "The process ended: "),
}


@pytest.mark.parametrize("what", VALUES)
def test_outcome_earns(result, what):
    values, outcome, score, message = VALUES[what]

    got = result(trained(*values))

    assert (got.outcome, got.score, got.max_score) == (outcome, score, 4)
    assert got.message.startswith(message)


def test_outcome_waits_for_the_mechanism(toy, sandbox):
    """Whatever the order in the file; and what comes first is not what waits."""
    (report,) = grade_all(toy, [submission(trained(0.99, otherwise="x"))], sandbox)

    waiting, first = outcomes(report, "relu")[OUTCOME], outcomes(report, "relu")[MECHANISM]
    assert [test.name for test in report.exercises[0].tests] == [MECHANISM, OUTCOME]
    assert (first.outcome, waiting.outcome, waiting.score) == ("failed", "not_run", 0)
    assert waiting.message == "Not run: the facts above come first."


def test_values_reach_the_student(toy, sandbox):
    (report,) = grade_all(toy, [submission(trained(0.5))], sandbox)

    shown = report.for_student().exercises[0].tests[1]
    assert shown.message.startswith("0.5 on three seeds (0.5, 0.5, 0.5)")
    assert (shown.name, shown.detail, shown.replay) == ("relu-2", "", "")


def test_seeds_are_the_graders_own(toy, sandbox):
    """Six different ones for each test, other ones for another submission, the same ones again."""
    telling = submission(trained("print(x) or 0.0"))
    other = replace(telling, student="other", digest="1" * 64)

    first, second, third = grade_all(toy, [telling, telling, other], sandbox)

    drawn = {report.student: {int(line) for line in report.stdout.split()} for report in (first, third)}
    assert first == second
    assert [len(seeds) for seeds in drawn.values()] == [6, 6]
    assert not drawn["student"] & drawn["other"]
    assert all(0 <= seed < 2**31 for seeds in drawn.values() for seed in seeds)


def test_wrong_training_keeps_its_mechanism_points(sandbox):
    """The real small course: a regrade gives the same values, and the outcome alone is lost."""
    course = assignments.load(TRAINING, SLUG)
    (wrong,) = (one for one in variants.discover(course, "wrong") if one.name == "keeps_the_order")
    cells = variants.assemble(course, {"train_readout": wrong})
    raw = handout.write(handout.notebook(course, cells)).encode()
    handed_in = replace(submission(), cells=parse(raw, ".ipynb"))

    first, second = grade_all(course, [handed_in, handed_in], sandbox)

    assert first == second
    assert first.score == 7
    assert outcomes(first, "train_readout")["test_new_points_are_told_apart"].outcome == "failed"


def test_replay_shows_the_same_values(toy, sandbox, tmp_path):
    """Under bare pytest, with the seed of the report."""
    source, file = trained("x / 2**33"), tmp_path / "answer.py"
    file.write_text(f"# %%\n{source}", encoding="utf-8")
    (report,) = grade_all(toy, [replace(submission(source), path=file)], sandbox)
    test = outcomes(report, "relu")[OUTCOME]

    command = [sys.executable, "-m", *shlex.split(test.replay)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=toy.folder)

    assert done.returncode == 1
    assert test.message in done.stdout


BROKEN = {
    "no mark": ("@pytest.mark.threshold(full=0.92, half=0.80)\n", "", "needs both the fixture outcome and"),
    "no fixture": ("student, outcome", "student", "needs both the fixture outcome and"),
    "no number": ("full=0.92", "full='high'", "needs @pytest.mark.threshold(full=number"),
    "half above full": (
        "half=0.80",
        "half=0.99",
        "half points at 0.99 are not easier than full ones at 0.92",
    ),
    "cases": (
        "def test_comes",
        "@pytest.mark.parametrize('n', [1, 2])\ndef test_comes",
        "an outcome test has one case",
    ),
    "no mechanism": ("@pytest.mark.points(6)\ndef test_n", "def t_n", "relu needs tests of its mechanism"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_outcome_test_is_refused(tmp_path, sandbox, what):
    old, new, sentence = BROKEN[what]
    course = toy_course(tmp_path)
    hidden = tmp_path / f"solutions/{TOY}/hidden/test_relu.py"
    spoil(hidden, old, new)
    if what == "cases":
        spoil(hidden, "(student, outcome)", "(student, outcome, n)")
    if what == "no mechanism":
        spoil(hidden, "points(4)", "points(10)")

    with pytest.raises(CourseError, match=sentence.replace("(", r"\(")):
        grade_all(course, [], sandbox)


def test_outcome_that_the_reference_misses_is_the_courses_fault(tmp_path, sandbox):
    course = toy_course(tmp_path)
    spoil(
        tmp_path / f"solutions/{TOY}/reference.py",
        "np.maximum(x, 0)",
        "np.maximum(x, 0) if np.ndim(x) else 0.5",
    )

    (report,) = grade_all(course, [submission(trained(0.5))], sandbox)

    assert (report.outcome, report.our_fault) == ("not_graded", True)
    assert "test_comes_far_enough fails on the reference too" in report.reason
