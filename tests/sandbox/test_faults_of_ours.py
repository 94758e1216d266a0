"""What the machine does to us is never held against a student, and stops nobody else."""

import errno
import os
import signal
import time

import pytest

from autograder import reading
from autograder.errors import OurError
from autograder.intake import Found
from autograder.sandbox.host import Sandbox
from tests.support import grade_all, scores, submission


@pytest.fixture
def own():
    with Sandbox() as sandbox:
        sandbox.zygote("numpy")
        yield sandbox


def kill(zygote):
    """As the kernel does when memory runs out: the process that forks, and its outer one."""
    os.kill(zygote.pid, signal.SIGKILL)
    while zygote.alive:
        time.sleep(0.01)


def test_killed_zygote_is_replaced(own, answers):
    with own.child("numpy"):
        kill(own.zygote("numpy"))

    with own.child("numpy") as child:
        child.request("cell", 1, answers, seconds=5)
        assert child.request("call", None, "double", (4,), {}, seconds=5) == 8


def test_question_to_a_child_whose_zygote_was_killed_is_our_fault(own):
    with own.child("numpy") as child:
        child.request("cell", 1, "import time\ndef nap(): time.sleep(60)", seconds=5)
        kill(own.zygote("numpy"))
        with pytest.raises(OurError, match="killed from outside"):
            child.request("call", None, "nap", (), {}, seconds=20)


def test_disk_that_is_full_grades_nobody(own, mini, answers, monkeypatch):
    def full(self, toolbox, **_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Sandbox, "child", full)
    (report,) = grade_all(mini, [submission(answers)], own)

    assert (report.outcome, report.our_fault, report.score) == ("not_graded", True, None)
    assert "No space left" in report.reason


def test_file_that_we_fail_to_read_is_not_the_students_fault(own, mini, tmp_path, monkeypatch):
    def full(self, toolbox, **_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Sandbox, "child", full)
    (tmp_path / "ada.py").write_text("x = 1")
    found = [Found("ada", tmp_path / "ada.py"), Found("bob", tmp_path / "none.py")]
    ada, bob = reading.submissions(found, reading.behind_the_wall(own))

    assert (ada.our_fault, bob.our_fault) == (True, False)
    (report,) = grade_all(mini, [ada], own)
    assert (report.outcome, report.our_fault) == ("not_graded", True)


def test_after_a_fault_of_ours_the_next_submission_is_graded(own, mini, answers):
    done = grade_all(mini, [submission(answers)], own)
    kill(own.zygote("numpy"))
    done += grade_all(mini, [submission(answers)], own)

    assert [scores(report)["double"] for report in done] == [4.0, 4.0]
