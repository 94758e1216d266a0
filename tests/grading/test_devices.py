"""Where Keras computes, what the report says of it, and what becomes of a part that needs a GPU.

There is no GPU here: behind `elsewhere` the ordinary numpy child stands for one on any device.
"""

import msgspec
import pytest

from autograder import assignment as assignments
from autograder import grading, model, places
from autograder.errors import NotRun
from autograder.model import Outcome, Status
from autograder.reports import exporting, gradescope, html, summary, text
from autograder.sandbox.gpus import Slot
from tests.audit.course import CONFIG, whole_course
from tests.cli.support import SLUG, spoil
from tests.support import outcomes, submission

DOUBLE = "def double(n):\n    if isinstance(n, bool):\n        raise TypeError\n    return 2 * n"
RIGHT = "def halve(x):\n    return x / 2"
INEXACT = "def halve(x):\n    return x / 2 + 5e-5"
BOTH = 'toolbox = "keras"\ndevice = "gpu"\n'


@pytest.fixture
def course(tmp_path):
    """The small course; exercise halve is Keras's, and `more` stands in its part of assignment.toml."""

    def made(more="", double='toolbox = "numpy"\n'):
        root = whole_course(tmp_path / "root")
        old = '[[exercises]]\nname = "double"\ntoolbox = "numpy"\n'
        spoil(root / CONFIG, old, f'[[exercises]]\nname = "double"\n{double}')
        old = 'name = "halve"\ntoolbox = "numpy"\n'
        spoil(root / CONFIG, old, f'name = "halve"\ntoolbox = "keras"\n{more}')
        return assignments.load(root, SLUG)

    return made


@pytest.fixture
def elsewhere(sandbox):
    """A sandbox on a machine with any GPU, and the toolboxes it was asked for.

    On the one to `refuse`, there is room for so many children.
    """

    class Elsewhere:
        def __init__(self):
            self.asked, self.refuse, self.room = [], "", 0

        def child(self, toolbox, **more):
            self.asked.append(toolbox)
            if toolbox == self.refuse and self.asked.count(toolbox) > self.room:
                raise NotRun("GPU 1 cannot be used: it is on fire")
            return sandbox.child("numpy", **more)

    return Elsewhere()


@pytest.fixture
def no_gpu(monkeypatch):
    def refuse(_):
        raise NotRun("this machine has no GPU")

    monkeypatch.setattr(places, "on_device", refuse)


def grade(of, sandbox, *sources, **more):
    kept = []
    answers = submission(DOUBLE, *(sources or (RIGHT,)))
    grading.grade(of, [answers], sandbox=sandbox, secret=b"x", on_report=kept.append, **more)
    return kept[0]


def test_keras_computes_in_the_slot_and_numpy_does_not(course, elsewhere):
    report = grade(course(), elsewhere, slot=Slot(1, 2))

    assert elsewhere.asked == ["numpy", "keras@1-2"]
    assert [one.device for one in report.exercises] == ["cpu", "gpu 1"]
    assert report.score == report.max_score == 8
    assert "on gpu 1" in html.page(report)


def test_what_needs_a_gpu_takes_the_first_where_no_slot_is_given(course, elsewhere, monkeypatch):
    monkeypatch.setattr(places, "on_device", lambda base: f"{base}@3")

    report = grade(course('device = "gpu"\n'), elsewhere)

    assert elsewhere.asked == ["numpy", "keras@3"]
    assert [one.device for one in report.exercises] == ["cpu", "gpu 3"]


def test_mistakes_are_looked_for_on_the_same_device(course, elsewhere):
    """Which wrong answer says the same is asked where the student was."""
    report = grade(course(), elsewhere, "def halve(x):\n    return x // 2", slot=Slot(0))

    assert elsewhere.asked == ["numpy", "keras@0", "keras@0"]
    assert report.exercises[1].diagnosis.names == ["divides_whole"]


def test_mistake_has_no_name_where_there_is_no_room_to_ask(course, elsewhere):
    elsewhere.refuse, elsewhere.room = "keras@0", 1

    report = grade(course(), elsewhere, "def halve(x):\n    return x // 2", slot=Slot(0))

    assert (report.score, report.exercises[1].diagnosis) == (4, None)
    assert elsewhere.asked == ["numpy", "keras@0", "keras@0"]


def test_gpu_is_given_more_tolerance_than_a_cpu(course, elsewhere):
    """Float32 comes out otherwise in its last digits; the reference still has to be met."""
    of = course()

    assert grade(of, elsewhere, INEXACT, slot=Slot(0)).score == 8
    assert grade(of, elsewhere, INEXACT).score < 8


@pytest.mark.usefixtures("no_gpu")
def test_part_that_needs_a_gpu_counts_neither_way_without_one(course, sandbox):
    of = course('device = "gpu"\n')
    report = grade(of, sandbox)

    assert (report.outcome, report.score, report.max_score, report.points_not_run) == ("graded", 4, 4, 4)
    assert {test.outcome for test in outcomes(report, "halve").values()} == {Outcome.not_run}
    assert not [test for one in report.exercises for test in one.tests if test.lost]
    assert [one.device for one in report.exercises] == ["cpu", ""]
    assert grade(of, sandbox, "def halve(x):\n    return 0").score == 4


@pytest.mark.usefixtures("no_gpu")
def test_part_that_was_not_run_is_told(course, sandbox, tmp_path):
    report = grade(course('device = "gpu"\n'), sandbox)

    page = html.page(report)
    assert "4 of 4 points" in page
    assert "4 more points could not be tested on this machine" in page
    assert "Not run: this machine has no GPU" in page
    assert 'class="lost"' not in page
    assert text.facts(report.exercises[1]) == "halve: 0 of 0 points, and 4 that could not be tested here."
    summary.write([report], tmp_path / "summary.csv")
    assert "student,graded,4,4,4,0," in (tmp_path / "summary.csv").read_text()
    model.dump(report, tmp_path / "report.json")
    assert model.load(tmp_path / "report.json").points_not_run == 4


@pytest.mark.usefixtures("no_gpu")
def test_other_systems_get_no_score_of_a_part(course, sandbox):
    """They know one maximum: 4 of 8 would be half the points lost, 4 of 4 all of them won."""
    report = grade(course('device = "gpu"\n'), sandbox)

    settled = exporting.settled(report)
    assert (settled.outcome, settled.score, settled.max_score) == (Status.not_graded, None, 8)
    assert "4 of its points could not be tested" in settled.reason
    assert "score" not in gradescope.encode(settled)
    whole = msgspec.structs.replace(report, exercises=report.exercises[:1])
    assert exporting.settled(whole) is whole


@pytest.mark.usefixtures("no_gpu")
def test_nothing_but_gpu_parts_is_not_graded(course, sandbox):
    report = grade(course('device = "gpu"\n', double=BOTH), sandbox)

    assert (report.outcome, report.our_fault, report.max_score) == (Status.not_graded, True, 8)
    assert report.reason.endswith("nothing could be run here. Not run: this machine has no GPU")


def test_what_runs_anywhere_and_is_not_run_is_our_fault(course, elsewhere):
    """A GPU that was asked for and does not work takes no points from anybody."""
    elsewhere.refuse = "keras@1"

    report = grade(course(), elsewhere, slot=Slot(1))

    assert (report.outcome, report.our_fault, report.score) == (Status.not_graded, True, None)
    assert report.reason == (
        "halve::test_half_of_everything could not be run: GPU 1 cannot be used: it is on fire"
    )


def test_gpu_part_on_a_broken_gpu_is_not_run(course, elsewhere):
    elsewhere.refuse = "keras@1"

    report = grade(course('device = "gpu"\n'), elsewhere, slot=Slot(1))

    assert (report.score, report.max_score) == (4, 4)
    assert outcomes(report, "halve")["test_dtype_is_kept"].message.endswith("it is on fire")


def test_floats_alone_are_given_tolerance():
    from autograder import assert_close, judging

    with judging.no_tighter_than(judging.ON_GPU):
        assert_close(1.0005, 1.0)
        with pytest.raises(judging.Mismatch):
            assert_close(1.01, 1.0)
        with pytest.raises(judging.Mismatch):
            assert_close(100_001, 100_000, rtol=0, atol=0)
    with pytest.raises(judging.Mismatch):
        assert_close(1.0005, 1.0)
