"""Submissions graded side by side: the same reports, and no job is lost with its worker."""

import io
import os
import select
import signal
import time
from pathlib import Path

import msgspec
import pytest

from autograder import assignment as assignments
from autograder.errors import CourseError
from autograder.importing import libraries
from autograder.model import Report
from autograder.runners import local, tasks
from autograder.runners.forked import Parent
from autograder.runners.jobs import Done, Failed, Job, Setup, read, write
from autograder.runners.jobs import here as in_this_process
from autograder.sandbox.gpus import Slot, slots
from autograder.submission import Cell
from tests.audit.course import whole_course
from tests.cli.support import SLUG, spoil
from tests.support import timeless

RIGHT = "def double(n):\n    if isinstance(n, bool):\n        raise TypeError\n    return {}"
DEADLY = RIGHT.format("-7")
LAST_WORDS = """
    if student.double(1) == -7:
        import os
        os._exit(5)
"""


@pytest.fixture
def course(tmp_path):
    return whole_course(tmp_path / "root")


def jobs(*answers):
    return [
        Job(student=f"s{number}", digest=str(number), cells=(Cell(1, "code", None, text),), **more)
        for number, (text, more) in enumerate(answers)
    ]


def graded(grade, some):
    reports = {}
    grade(some, reports.__setitem__)
    assert reports.keys() == set(range(len(some)))
    return [reports[number] for number in range(len(some))]


def in_workers(course, workers=2):
    chosen = assignments.load(course, SLUG)
    return local.in_workers(course, chosen, secret=b"x", workers=workers)


def test_workers_report_what_one_process_does(course, sandbox):
    chosen = assignments.load(course, SLUG)
    some = jobs(
        (RIGHT.format("2 * n"), {}),
        (RIGHT.format("2 * abs(n)"), {}),
        (RIGHT.format("2 * n"), {"exercises": ["double"]}),
        (
            "import time\ntime.sleep(9)",
            {"limits": msgspec.structs.replace(chosen.config.limits, cell_seconds=0.2)},
        ),
        ("def double(:", {}),
    )

    apart = graded(in_workers(course), some)

    here = graded(in_this_process(chosen, sandbox=sandbox, secret=b"x"), some)
    assert [timeless(report) for report in apart] == [timeless(report) for report in here]
    assert [report.score for report in apart] == [4, 2, 4, 0, 0]
    assert [len(report.exercises) for report in apart] == [2, 2, 1, 2, 2]


def test_job_that_takes_its_worker_with_it_is_not_graded(course):
    hidden = course / "solutions" / SLUG / "hidden" / "test_double.py"
    spoil(
        hidden,
        "    assert_equal(student.double(1), 2)\n",
        f"{LAST_WORDS}    assert_equal(student.double(1), 2)\n",
    )
    some = jobs((DEADLY, {}), *[(RIGHT.format("n + n"), {})] * 3)

    reports = graded(in_workers(course), some)

    assert [report.outcome for report in reports] == ["not_graded", "graded", "graded", "graded"]
    assert reports[0].reason == "the worker that graded it was lost, 2 times: it ended with 5"
    assert reports[0].our_fault
    assert [report.score for report in reports[1:]] == [4, 4, 4]


def test_jobs_of_workers_lost_with_their_parent_are_graded_by_others(course, tmp_path):
    hidden = course / "solutions" / SLUG / "hidden" / "test_double.py"
    kill_once = f"""
    import os, pathlib, signal
    if student.double(1) == -7 and not (mark := pathlib.Path({str(tmp_path / "mark")!r})).exists():
        mark.touch()
        os.kill(os.getppid(), signal.SIGKILL)
    """
    spoil(
        hidden,
        "    assert_equal(student.double(1), 2)\n",
        f"{kill_once}\n    assert_equal(student.double(1), 2)\n",
    )

    reports = graded(in_workers(course), jobs((DEADLY, {}), *[(RIGHT.format("n + n"), {})] * 3))

    assert (tmp_path / "mark").exists()
    assert [report.score for report in reports] == [0, 4, 4, 4]


def test_workers_train_with_what_their_parent_imported(course):
    """TensorFlow works in a process forked after its import, as it does not after its first operation."""
    hidden = course / "solutions" / SLUG / "hidden" / "test_double.py"
    hidden.write_text(f"import keras\n{hidden.read_text()}")
    training = """
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(keras.ops.ones((8, 2)), keras.ops.ones((8, 1)), epochs=2, verbose=0)
    """
    spoil(
        hidden,
        "    assert_equal(student.double(1), 2)\n",
        f"{training}\n    assert_equal(student.double(1), 2)\n",
    )

    assert libraries(assignments.load(course, SLUG)) == ["keras"]
    assert [
        report.score for report in graded(in_workers(course), jobs(*[(RIGHT.format("2 * n"), {})] * 3))
    ] == [4] * 3


def test_worker_ends_with_its_parent_though_more_jobs_may_come(course, tmp_path):
    chosen = assignments.load(course, SLUG)
    setup = Setup(root=str(course), slug=SLUG, secret=b"x", cells=chosen.cells)
    parent = Parent(tmp_path, [], ())
    worker = parent.worker(setup)
    pid = parent._process.pid
    while not Path(f"/proc/{pid}/task/{pid}/children").read_text():
        time.sleep(0.02)

    os.kill(pid, signal.SIGKILL)

    assert select.select([worker.answers], [], [], 20)[0] == [worker.answers]
    assert worker.receive() is None
    assert worker.close() == "so was the process that had forked it"
    parent.close()


def test_large_libraries_are_those_that_hidden_tests_and_reference_import_at_once(course, shapes, mini):
    assert libraries(shapes) == ["keras", "matplotlib.pyplot", "tensorflow"]
    assert libraries(mini) == []  # its reference imports keras when it is asked
    assert libraries(assignments.load(course, SLUG)) == []


def test_broken_hidden_tests_end_the_run_with_their_reason(course):
    spoil(course / "solutions" / SLUG / "hidden" / "test_double.py", "points(2)", "points(9)")

    with pytest.raises(CourseError, match="the hidden tests of double are worth 11, expected 4"):
        graded(in_workers(course), jobs((DEADLY, {})))


def test_message_cut_short_by_the_end_of_its_writer_is_none():
    """Nobody has to make sense of half an answer."""
    pipe = io.BytesIO()
    write(pipe, Failed(True, "a text of some length"))
    raw = pipe.getvalue()

    assert read(io.BytesIO(raw), Done | Failed) == Failed(True, "a text of some length")
    assert [read(io.BytesIO(raw[:end]), Done | Failed) for end in (0, 2, 4, 9)] == [None] * 4


def test_few_jobs_are_read_ahead(course, monkeypatch):
    """However many there are: one for each worker, and those that may wait, read while workers start."""
    monkeypatch.setattr(tasks, "AHEAD", 2)
    taken, done = [], []

    def some():
        for job in jobs(*[(RIGHT.format("2 * n"), {})] * 8):
            taken.append(len(done))
            yield job

    in_workers(course)(some(), lambda number, report: done.append(number))

    assert sorted(done) == [*range(8)]
    assert taken[:4] == [0, 0, 0, 0]
    assert all(number - finished <= 3 for number, finished in enumerate(taken))


held = []  # slots, by the workers that were started in this test


class Family:
    """Stands for what forks workers."""

    def __init__(self, assignment, folder):
        pass

    def start(self):
        pass

    def worker(self, setup):
        return Worker(setup)

    def close(self):
        pass


class Worker:
    """Stands for a worker process: answers at once, is lost over a job called `lost`, notes its slot."""

    def __init__(self, setup):
        read, self._write = os.pipe()
        self.answers = os.fdopen(read, "rb")
        held.append(setup.slot)

    def send(self, job):
        self._job = job
        os.write(self._write, b"!")

    def receive(self):
        self.answers.read(1)
        if self._job.student == "lost":
            return None
        return Done(Report(assignment=SLUG, version=1, student="", outcome="graded", max_score=1))

    def close(self, *_):
        os.close(self._write)
        self.answers.close()
        return "it ended"


def test_worker_holds_one_slot_and_leaves_it_to_the_next(course, monkeypatch):
    """Two GPUs have room for two each; three workers take three, what replaces a lost one a free one."""
    monkeypatch.setattr(local, "Family", Family)
    held.clear()
    some = [Job(student=name, digest="", cells=()) for name in ("a", "b", "lost", "c", "d")]
    places = slots([0, 1], 2)
    grade = local.in_workers(course, assignments.load(course, SLUG), secret=b"x", workers=3, slots=places)

    reports = graded(grade, some)

    assert held[:3] == places[:3] == [Slot(0, 2), Slot(1, 2), Slot(0, 2)]
    assert len(held) > 3
    assert set(held) <= set(places)
    assert [report.outcome for report in reports].count("not_graded") == 1


@pytest.mark.parametrize(("workers", "devices"), [(5, [0, 1]), (1, [0])])
def test_there_are_no_more_workers_than_slots(course, monkeypatch, workers, devices):
    monkeypatch.setattr(local, "Family", Family)
    held.clear()
    some = [Job(student="a", digest="", cells=())] * 9
    grade = local.in_workers(
        course, assignments.load(course, SLUG), secret=b"x", workers=workers, slots=slots([0, 1], 1)
    )

    graded(grade, some)

    assert [slot.device for slot in held] == devices


def test_no_jobs_need_no_worker(course):
    assert graded(in_workers(course), []) == []


def test_worker_does_without_what_reads_and_writes_notebooks(course):
    """They would take a second of each worker's start, and half of its memory."""
    heavy = "[name for name in ('nbformat', 'jupytext', 'jsonschema') if name in sys.modules]"
    spoil(
        course / "solutions" / SLUG / "hidden" / "test_double.py",
        "    assert_equal(student.double(1), 2)\n",
        f"    import sys\n    assert_equal(student.double(1), 2)\n    assert_equal({heavy}, [])\n",
    )

    assert graded(in_workers(course), jobs((RIGHT.format("2 * n"), {})))[0].score == 4
