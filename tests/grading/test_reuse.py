"""A class graded again: what is unchanged is not, and what is comes out as if everything had been."""

import os
import shlex
import shutil

import msgspec
import pytest
from rich.console import Console

from autograder import assignment as assignments
from autograder import batch, intake, model, places, reuse
from autograder.runners.workforce import Workforce
from autograder.sandbox.gpus import Slot
from tests.cli.support import SLUG, notebook, numpy_course, spoil
from tests.support import lasting

SIGNLESS = "def double(n):\n    return 2 * abs(n)"
IDLE = "import time\n\ndef halve(x):\n    time.sleep(9)"
TESTS = f"solutions/{SLUG}/hidden/test_double.py"
CONFIG = f"assignments/{SLUG}/assignment.toml"
KNOWN = '"""Goes wrong."""\n\nFAILS = {"test_bool_is_refused"}\n\n\ndef double(n):\n    return 2 * n\n'


class Class:
    """A course of one class, and what its last run graded: exercises by student, None for all."""

    def __init__(self, home, monkeypatch):
        self.root, self.files, self.home = numpy_course(home / "root"), home / "files", home
        self.files.mkdir()
        for name, text in {"ada": notebook(self.root), "bob": notebook(self.root, double=SIGNLESS)}.items():
            self.hand_in(name, text)
        self.hand_in("eve", "")
        self.graded = {}
        plain = batch.jobs.here

        def watched(*args, **more):
            grade = plain(*args, **more)

            def noted(jobs):
                for job in jobs:
                    self.graded[job.student] = job.exercises
                    yield job

            return lambda jobs, on_report: grade(noted(jobs), on_report)

        monkeypatch.setattr(batch.jobs, "here", watched)

    def hand_in(self, name, text):
        (self.files / f"{name}.ipynb").write_text(text, encoding="utf-8")

    def grade(self, out="out", **more):
        self.graded.clear()
        chosen = assignments.load(self.root, SLUG)
        found = intake.find([self.files], slug=SLUG, notebook=chosen.notebook_name)
        return batch.grade(chosen, found, out=self.home / out, console=Console(quiet=True), **more)

    def report(self, student, out="out"):
        return model.load(self.home / out / student / "report.json")

    def written(self, out="out", but=""):
        folder = self.home / out
        files = [path for path in folder.rglob("*") if path.is_file() and path.name != but]
        return {path.relative_to(folder): lasting(path) for path in files}


@pytest.fixture
def graded(tmp_path, monkeypatch):
    """A class of three, graded once: a right one, a wrong one, and an empty file."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "a secret of some length, and no other")
    made = Class(tmp_path, monkeypatch)
    first = made.grade()
    assert first.why == dict.fromkeys(["ada", "bob", "eve"], "new")
    assert made.graded == {"ada": None, "bob": None}
    assert [report.score for report in first.reports] == [8, 5, None]
    return made


def test_second_run_grades_nothing(graded, monkeypatch):
    before = graded.written()
    monkeypatch.setattr(batch, "Sandbox", None)

    again = graded.grade()

    assert again.why == dict.fromkeys(["ada", "bob", "eve"], "unchanged")
    assert (again.unchanged, [report.score for report in again.reports]) == (3, [8, 5, None])
    assert graded.written() == before


def test_changed_hidden_test_regrades_its_exercise_alone(graded):
    """The other exercises' results stay, the totals are right, and so is every byte."""
    spoil(graded.root / TESTS, "points(2)", "points(1)")
    spoil(graded.root / TESTS, "points(1)\ndef test_agrees", "points(2)\ndef test_agrees")

    again = graded.grade()

    assert graded.graded == {"ada": ["double"], "bob": ["double"]}
    assert again.why["bob"] == "hidden/test_double.py changed: exercise double"
    assert again.why["eve"] == "unchanged"
    assert [report.score for report in again.reports] == [8, 6, None]
    graded.grade("fresh")
    assert graded.written(but="reuse.json") == graded.written("fresh", but="reuse.json")


def test_known_mistake_added_regrades_its_exercise(graded):
    """A diagnosis follows from the wrong answers that are known."""
    known = graded.root / "solutions" / SLUG / "wrong" / "double" / "doubles_bools.py"
    known.parent.mkdir(parents=True)
    known.write_text(KNOWN, encoding="utf-8")

    assert graded.grade().why["ada"] == "wrong/double/doubles_bools.py changed: exercise double"
    assert graded.graded == {"ada": ["double"], "bob": ["double"]}


def change_secret(graded, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "another secret of some length, and no other")


def change_engine(graded, monkeypatch):
    monkeypatch.setattr(reuse, "engine", lambda: "of tomorrow")


def change_library(graded, monkeypatch):
    monkeypatch.setattr(reuse.metadata, "version", lambda name: "9" if name == "keras" else "1")


def change_limits(graded, monkeypatch):
    spoil(graded.root / CONFIG, "call_seconds = 1.0", "call_seconds = 1.5")


def change_reference(graded, monkeypatch):
    spoil(graded.root / "solutions" / SLUG / "reference.py", "return 2 * n", "return n + n")


def change_provided_cell(graded, monkeypatch):
    spoil(graded.root / "assignments" / SLUG / "mini.py", "OFFSET = 0", "OFFSET = 1")


def add_helper(graded, monkeypatch):
    (graded.root / "solutions" / SLUG / "hidden" / "conftest.py").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (change_secret, "the secret changed"),
        (change_engine, "engine changed"),
        (change_library, "keras, numpy, pytest, scikit-learn, tensorflow changed"),
        (change_limits, "assignment.toml changed"),
        (change_reference, "reference.py changed"),
        (change_provided_cell, "provided cells changed"),
        (add_helper, "hidden/conftest.py changed"),
    ],
)
def test_change_of_what_all_follows_from_regrades_all(graded, monkeypatch, change, why):
    change(graded, monkeypatch)

    again = graded.grade()

    assert again.why["ada"] == again.why["bob"] == why
    assert graded.graded == {"ada": None, "bob": None}


def test_title_and_prose_regrade_nothing(graded):
    spoil(graded.root / CONFIG, "A small course", "A short course")
    spoil(graded.root / "assignments" / SLUG / "mini.py", "A small chapter", "A short chapter")

    assert graded.grade().unchanged == 3


def test_size_regrades_all(graded):
    assert graded.grade(size="gpu").why["ada"] == "--size changed"
    assert graded.grade(size="gpu").why["ada"] == "unchanged"


def test_large_tests_that_were_not_run_are_tried_again_where_they_can_be(graded, monkeypatch):
    """Their data were missing, perhaps; on a machine without a GPU nothing would come of it."""
    large = (
        '@pytest.mark.exercise("halve")\n@pytest.mark.large\n@pytest.mark.points(0)\n'
        'def test_large(student):\n    """Large."""\n    assert student.halve(4.0) == 2\n'
    )
    hidden = graded.root / "solutions" / SLUG / "hidden"
    with (hidden / "test_halve.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{large}")
    graded.grade(size="gpu")
    assert graded.report("ada").exercises[1].tests[-1].skipped
    assert graded.grade(size="gpu").unchanged == 3
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    assert graded.grade(size="gpu").why["ada"] == "--size changed"

    again = graded.grade(size="gpu")

    assert again.why["ada"] == "tests were not run: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}


def keras_on_gpus(graded):
    spoil(graded.root / CONFIG, 'name = "halve"\ntoolbox = "numpy"', 'name = "halve"\ntoolbox = "keras"')
    spoil(graded.root / CONFIG, 'toolbox = "keras"', 'toolbox = "keras"\ndevice = "gpu"')


def test_gpu_part_is_graded_where_there_is_a_gpu_and_the_rest_stays(graded, monkeypatch):
    """A report from a machine without one is completed: as if all had been graded there."""
    keras_on_gpus(graded)
    assert [report.score for report in graded.grade().reports] == [4, 1, None]
    assert graded.grade().unchanged == 3
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    monkeypatch.setattr(places, "on_device", lambda base: "numpy")

    again = graded.grade()

    assert again.why["ada"] == "device changed: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}
    assert [(report.score, report.max_score) for report in again.reports[:2]] == [(8, 8), (5, 8)]
    graded.grade("fresh")
    assert graded.written(but="reuse.json") == graded.written("fresh", but="reuse.json")


def test_gpu_part_that_could_not_be_run_is_tried_again(graded, monkeypatch):
    """There is a GPU, but TensorFlow could not use it then."""
    keras_on_gpus(graded)
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    assert graded.grade().reports[0].points_not_run == 4

    assert graded.grade().why["ada"] == "tests were not run: exercise halve"


def test_slots_regrade_what_computes_with_keras(graded, monkeypatch):
    spoil(graded.root / CONFIG, 'name = "halve"\ntoolbox = "numpy"', 'name = "halve"\ntoolbox = "keras"')
    monkeypatch.setattr(places, "toolbox_of", lambda *_: "numpy")
    graded.grade()

    assert graded.grade(by=Workforce(slots=[Slot(0)])).why["bob"] == "device changed: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}
    assert graded.grade(by=Workforce(slots=[Slot(1)])).unchanged == 3


def test_much_that_is_printed_is_shown_as_it_is_kept(graded):
    """The page made from a report that was read back is the page made at first."""
    graded.hand_in(
        "ada", notebook(graded.root, double="print('x' * 99_999)\n" + "raise ValueError('\\udc80')")
    )
    graded.grade()
    before = graded.written()

    assert graded.grade().unchanged == 3
    assert graded.written() == before


def test_changed_submission_is_graded_again_alone(graded):
    graded.hand_in("ada", notebook(graded.root, double=SIGNLESS))

    again = graded.grade()

    assert (again.why["ada"], again.why["bob"]) == ("the submission changed", "unchanged")
    assert graded.graded == {"ada": None}
    assert graded.report("ada").score == 5


def test_empty_file_that_is_filled_is_graded(graded):
    graded.hand_in("eve", notebook(graded.root))

    assert graded.grade().why["eve"] == "the submission changed"
    assert graded.report("eve").score == 8


def test_force_grades_everything(graded):
    before = graded.written()

    assert graded.grade(force=True).why == dict.fromkeys(["ada", "bob", "eve"], "--force")
    assert graded.graded == {"ada": None, "bob": None}
    assert graded.written() == before


def test_other_hints_are_shown_without_grading(graded, monkeypatch):
    monkeypatch.setattr(batch, "Sandbox", None)

    assert graded.grade(hints=3).unchanged == 3
    assert graded.report("bob").hints == 3
    assert graded.grade(hints=3).unchanged == 3  # its key goes with the report it is of


def test_moved_file_is_replayed_where_it_is(graded, monkeypatch):
    monkeypatch.setattr(batch, "Sandbox", None)
    before = replays(graded)
    graded.files = graded.files.rename(graded.home / "the files")
    graded.root = graded.root.rename(graded.home / "the course")

    assert graded.grade().unchanged == 3
    assert replays(graded) == [
        [word.replace("/files/", "/the files/").replace("/root/s", "/the course/s") for word in words]
        for words in before
    ]
    assert before[0][1].endswith("/root/solutions/99_mini/hidden/test_double.py::test_twice_the_number[-1]")


def replays(graded):
    tests = [test for one in graded.report("bob").exercises for test in one.tests]
    return [shlex.split(test.replay) for test in tests if test.replay]


def cut_report(folder):
    (folder / "report.json").write_bytes((folder / "report.json").read_bytes()[:-20])


def edit_report(folder):
    spoil(folder / "report.json", '"score": 8.0', '"score": 9.0')


def nest_report(folder):
    (folder / "report.json").write_bytes(b"[" * 200_000)


def report_is_a_pipe(folder):
    (folder / "report.json").unlink()
    os.mkfifo(folder / "report.json")


def lose_key(folder):
    (folder / "reuse.json").unlink()


def damage_key(folder):
    (folder / "reuse.json").write_bytes(b"\xff{")


def age_key(folder):
    spoil(folder / "reuse.json", '"schema": 1', '"schema": 0')


def fill_key(folder):
    spoil(folder / "reuse.json", '"schema": 1', '"schema": 1, "more": 2')


def take_anothers(folder):
    shutil.copytree(folder.parent / "bob", folder, dirs_exist_ok=True)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (cut_report, "its old report cannot be used: Input data was truncated"),
        (edit_report, "its old report cannot be used: report.json is not the one that reuse.json tells of"),
        (nest_report, "its old report cannot be used: "),
        (report_is_a_pipe, "its old report cannot be used: expected a plain file, received 'report.json'"),
        (lose_key, "nothing is recorded of what its old report follows from"),
        (damage_key, "its old report cannot be used: JSON is malformed"),
        (age_key, "its old report cannot be used: Invalid enum value 0 - at `$.schema`"),
        (fill_key, "its old report cannot be used: Object contains unknown field `more`"),
        (take_anothers, "the report in its place is of another student"),
    ],
)
def test_damaged_report_is_made_again(graded, damage, why):
    before = graded.written()
    damage(graded.home / "out" / "ada")

    again = graded.grade()

    assert again.why["ada"].startswith(why)
    assert again.why["bob"] == "unchanged"
    assert graded.written() == before


def test_what_we_failed_to_grade_is_never_reused(graded):
    broken = "    raise RuntimeError\n"
    spoil(
        graded.root / TESTS,
        '    """A bool is a TypeError."""\n',
        f'    """A bool is a TypeError."""\n{broken}',
    )
    assert [report.our_fault for report in graded.grade().reports] == [True, True, False]

    again = graded.grade()

    assert again.why["ada"] == "it was not graded before, by no fault of the student's"
    spoil(graded.root / TESTS, broken, "")
    assert [report.score for report in graded.grade().reports] == [8, 5, None]


def test_time_is_shared_so_what_ran_out_of_it_is_graded_whole(graded):
    graded.hand_in("bob", notebook(graded.root, halve=IDLE))
    graded.grade()
    spoil(graded.root / TESTS, "The answer is twice the number.", "It is twice the number.")

    why = graded.grade().why["bob"]

    assert why.startswith("hidden/test_double.py changed: exercise double (and others, ")
    assert graded.graded == {"ada": ["double"], "bob": None}


def test_workers_write_what_one_process_does(graded):
    graded.grade("apart", by=Workforce(workers=2))

    assert graded.graded == {}
    assert graded.written("apart") == graded.written()


def test_worker_killed_in_the_middle_costs_nothing(graded, monkeypatch, tmp_path):
    """Its submission is graded again; its sandbox's folder goes with the run."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    flag = tmp_path / "killed"
    once = f"""
    import os, pathlib, signal
    if not pathlib.Path({str(flag)!r}).exists():
        pathlib.Path({str(flag)!r}).touch()
        os.kill(os.getpid(), signal.SIGKILL)
"""
    spoil(
        graded.root / TESTS, '    """A bool is a TypeError."""\n', f'    """A bool is a TypeError."""\n{once}'
    )

    apart = graded.grade("apart", by=Workforce(workers=2))

    assert flag.exists()
    assert [report.score for report in apart.reports] == [8, 5, None]
    graded.grade("here")
    assert graded.written("apart") == graded.written("here")
    assert list((tmp_path / "scratch").iterdir()) == []


def test_tests_of_two_exercises_in_one_file_concern_both(graded):
    hidden = graded.root / "solutions" / SLUG / "hidden"
    halve = (hidden / "test_halve.py").read_text(encoding="utf-8")
    more = '@pytest.mark.exercise("double")\n@pytest.mark.points(0)\ndef test_more():\n    """More."""\n'
    (hidden / "test_halve.py").write_text(f"{halve}\n\n{more}", encoding="utf-8")

    again = graded.grade()

    assert graded.graded["ada"] == ["double", "halve"]
    changed = "hidden/test_halve.py changed: exercise"
    assert again.why["ada"] == f"{changed} double; {changed} halve"


def test_key_names_no_secret(graded):
    key = msgspec.json.decode((graded.home / "out" / "ada" / "reuse.json").read_bytes(), type=reuse.Key)

    assert key.exercises.keys() == {"double", "halve"}
    assert key.exercises["double"].keys() == {"hidden/test_double.py", "section title"}
    assert "a secret" not in str(key)
