"""`autograder calibrate` measures what is missing, no more, and can be interrupted at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from autograder import assignment as assignments
from autograder import skeleton
from autograder.calibration import evidence, measuring, subjects
from autograder.cli import authors
from autograder.errors import CourseError
from tests.calibration.course import HIDDEN, SLUG, TOY, TRAINING, toy_course, training_course
from tests.cli.support import WIDE, run, spoil

FILE = f"solutions/{SLUG}/calibration.json"
ANSWERS = 6  # of the training course: reference, three right, two wrong ones that the outcome must catch


@pytest.fixture
def root(tmp_path):
    folder = training_course(tmp_path / "root")
    (folder / FILE).unlink()
    return folder


@pytest.fixture
def measure(root, sandbox):
    """Measure on some seeds; return what was trained on the way. Stop after some values, if told."""

    def measured(count: int, stop: int | None = None) -> list[str]:
        course = assignments.load(root, SLUG)
        shown: list[str] = []

        def show(what: str, done: int, of: int) -> None:
            if len(shown) == stop:
                raise KeyboardInterrupt
            shown.append(what)

        tests = subjects.outcome_tests(course)
        measuring.measure(course, tests, count=count, sandbox=sandbox, show=show)
        return shown

    return measured


@pytest.fixture
def complaints(monkeypatch):
    """What the command says on stderr, in this process."""
    said: list[str] = []
    monkeypatch.setattr(authors, "complain", said.append)
    return said


def values(root):
    return {one.file: one.values for one in evidence.read(root / FILE).tests[0].answers}


def test_run_goes_on_where_it_was_interrupted(root, measure):
    with pytest.raises(KeyboardInterrupt):
        measure(3, stop=7)
    first = values(root)
    rest = measure(3)

    assert sum(map(len, first.values())) == 7
    assert len(rest) == 3 * ANSWERS - 7
    assert rest[0] == "right/train_readout/draws_one_at_a_time.py, seed 1"
    assert [list(some) for some in values(root).values()] == [[0, 1, 2]] * ANSWERS
    assert all(values(root)[file][seed] == value for file in first for seed, value in first[file].items())
    assert measure(3) == []


def test_value_depends_on_no_other(root, measure):
    """The committed evidence, measured in one go, begins with the same values."""
    measure(1)
    measure(2)

    committed = {one.file: one.values for one in evidence.read(TRAINING / FILE).tests[0].answers}
    got = values(root)
    assert got.keys() == committed.keys()
    for file, some in got.items():
        assert some == pytest.approx({seed: committed[file][seed] for seed in (0, 1)}, abs=0.02)


def test_more_seeds_are_added(measure):
    measure(1)

    assert len(measure(2)) == ANSWERS


def test_changed_answer_is_measured_again(root, measure):
    measure(2)
    file = "wrong/train_readout/draws_once.py"
    spoil(root / f"solutions/{SLUG}" / file, "range(15)", "range(16)")

    assert measure(2) == [f"{file}, seed 0", f"{file}, seed 1"]


def test_changed_test_is_measured_again(root, measure):
    measure(1)
    spoil(root / HIDDEN, "3.0 * turned", "3.5 * turned")

    assert len(measure(1)) == ANSWERS


def test_threshold_may_change(root, measure):
    measure(1)
    spoil(root / HIDDEN, "full=0.90", "full=0.80")

    assert measure(1) == []


def test_other_versions_are_measured_again(measure, monkeypatch):
    measure(1)
    monkeypatch.setattr(measuring, "versions", lambda toolbox: {"python": "4.0", "numpy": "3.0"})

    assert len(measure(1)) == ANSWERS


def test_command_prints_values_and_thresholds(tmp_path):
    """Of the committed evidence, which is complete: on this machine's versions nothing is measured."""
    done = run("calibrate", SLUG, "--root", training_course(tmp_path / "root"))

    assert (done.returncode, done.stderr.strip()) == (0, ""), done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["solution", "n", "mean", "sd", "min", "max"] in rows
    assert ["reference.py", "20", "0.9478"] in [row[:3] for row in rows]
    assert ["declared:", "full=0.9,", "half=0.72"] in rows
    assert ["proposed:", "full=0.9,", "half=0.72"] in rows
    assert "reference.py: 0 of 1,140 rounds of three seeds fall short of all points" in done.stdout


def test_one_answer_can_be_measured_alone(root):
    done = run("calibrate", SLUG, "--root", root, "--seeds", "21", "--answer", "reference.py")

    assert "was measured by test_new_points_are_told_apart on 0 seeds" in done.stderr  # the others were not
    assert {file: len(found) for file, found in values(root).items() if found} == {"reference.py": 21}


def test_unknown_answer_is_named(root):
    done = run("calibrate", SLUG, "--root", root, "--answer", "right.py")

    assert done.returncode == 4
    assert "no answer 'right.py' is measured; there are reference.py" in done.stderr


def test_threshold_without_room_is_exit_1(tmp_path, complaints):
    root = training_course(tmp_path / "root")
    spoil(root / HIDDEN, "full=0.90", "full=0.95")

    assert authors.calibrate(SLUG, 20, root) == 1
    (sentence,) = complaints
    assert sentence.startswith("hidden/test_train_readout.py::test_new_points_are_told_apart asks for 0.95")


def test_assignment_without_outcome_has_nothing_to_calibrate(tmp_path, complaints):
    skeleton.write(tmp_path, TOY)

    assert authors.calibrate(TOY, 20, tmp_path) == 5
    assert complaints == ["97_toy has no outcome test: nothing to calibrate"]


def test_interrupted_command_leaves_whole_evidence(root):
    command = [sys.executable, "-m", "autograder", "calibrate", SLUG, "--seeds", "1000", "--root", root]
    process = subprocess.Popen(
        command, env={**os.environ, **WIDE}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (root / FILE).exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process in the foreground
    _, stderr = process.communicate(timeout=60)

    assert process.returncode == 2
    assert stderr.strip() == (
        "autograder: interrupted: what was measured is kept; run the command again to go on"
    )
    assert [len(some) > 0 for some in values(root).values()] == [True] + [False] * (ANSWERS - 1)
    assert list((root / f"solutions/{SLUG}").glob(".*")) == []


@pytest.fixture
def toy_values(tmp_path, sandbox):
    """What the toy course's answers come to, on one seed."""

    def measured(reference: str) -> dict:
        course = toy_course(tmp_path)
        solutions = tmp_path / f"solutions/{TOY}"
        spoil(solutions / "reference.py", "np.maximum(x, 0)", f"{reference} if isinstance(x, int) else x")
        spoil(
            solutions / "wrong/relu/mirrors_negatives.py", 'FAILS = {"', 'FAILS = {"test_comes_far_enough", "'
        )
        spoil(solutions / "wrong/relu/mirrors_negatives.py", "np.abs(x)", "1 / 0")
        tests = subjects.outcome_tests(course)
        done = measuring.measure(course, tests, count=1, sandbox=sandbox, show=lambda *_: None)
        return {one.file: one.values for one in done.tests[0].answers}

    return measured


def test_wrong_answer_may_come_to_nothing(toy_values):
    assert toy_values("float(x)")["wrong/relu/mirrors_negatives.py"] == {0: None}


def test_right_answer_may_come_to_nothing_finite(toy_values):
    assert toy_values("float('nan')")["reference.py"] == {0: None}


def test_right_answer_may_not_fail_on_the_way(toy_values):
    with pytest.raises(
        CourseError, match=r"reference.py, test_comes_far_enough, seed 0: Raised: ZeroDivision"
    ):
        toy_values("1 / 0")


def test_outcome_must_be_asked_for(tmp_path, sandbox):
    course = toy_course(tmp_path)
    spoil(tmp_path / f"solutions/{TOY}/hidden/test_relu.py", "    outcome(lambda", "    print(lambda")

    with pytest.raises(CourseError, match=r"test_comes_far_enough never calls outcome\(measure\)"):
        measuring.measure(
            course, subjects.outcome_tests(course), count=1, sandbox=sandbox, show=lambda *_: None
        )
