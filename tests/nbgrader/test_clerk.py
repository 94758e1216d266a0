"""The gradebook's writer beside the grading: what is handed over is entered, or it is said what was not."""

import os
import signal
import time
from contextlib import nullcontext

import pytest
from rich.console import Console

from autograder.errors import OurError
from autograder.model import Report, Status
from autograder.notebook import clerk as clerks
from autograder.notebook import warm
from autograder.notebook.clerk import Clerk
from autograder.notebook.converter import Recorded
from autograder.submission import Cell

QUIET = Console(quiet=True)
LARGE = (Cell(1, "code", None, "#" * 100_000),)  # ten of them fill a pipe


class Course:
    """Stands for a course: enters students into a file, one a line."""

    gradebook = "sqlite:///gradebook.db"

    def __init__(self, file, seconds=0.0):
        self.file, self.seconds = file, seconds

    def enter(self, turns, *, force, on_student):
        recorded = Recorded()
        for turn in turns:
            for one in turn:
                if one.report.student == "nobody":
                    raise OurError("there is no gradebook")
                time.sleep(self.seconds)
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(f"{one.report.student} {len(one.cells or ())} {force}\n")
                recorded.written += 1
                on_student()
        return recorded


@pytest.fixture
def file(tmp_path):
    return tmp_path / "entered"


def report(student):
    return Report(assignment="a", version=1, student=student, max_score=1, outcome=Status.graded, score=1.0)


def test_all_is_entered_in_order(file):
    """Also what comes last, and more than the pipe holds: then grading waits."""
    with Clerk(Course(file, seconds=0.01), force=True) as clerk:
        for number in range(40):
            clerk.hand_over(report(f"s{number}"), LARGE if number % 2 else None)
        recorded = clerk.finish(QUIET)

    assert recorded.written == 40
    assert file.read_text().splitlines() == [f"s{number} {number % 2} True" for number in range(40)]


def test_finished_clerk_tidies_up_before_it_goes(file, tmp_path, monkeypatch):
    """What it read files with is closed: nothing of it stays in the folder for temporary files."""

    def close():
        time.sleep(0.3)
        (tmp_path / "closed").touch()

    monkeypatch.setattr(warm, "close", close)
    with Clerk(Course(file), force=False) as clerk:
        clerk.finish(QUIET)

    assert (tmp_path / "closed").exists()


def test_gradebook_that_cannot_be_written_is_told(file):
    with Clerk(Course(file), force=False) as clerk:
        for student in ("ada", "nobody", "bob"):
            clerk.hand_over(report(student), None)
        with pytest.raises(OurError, match="there is no gradebook"):
            clerk.finish(QUIET)

    assert file.read_text() == "ada 0 False\n"


def test_killed_clerk_is_told_and_stops_nobody(file):
    """Grading goes on; at its end it is said how far the gradebook has come."""
    with Clerk(Course(file, seconds=60), force=False) as clerk:
        os.kill(clerk._pid, signal.SIGKILL)
        for number in range(30):
            clerk.hand_over(report(f"s{number}"), LARGE)
        with pytest.raises(OurError, match=r"its writer ended with -9 when 0 of 30 had been entered"):
            clerk.finish(QUIET)


@pytest.mark.parametrize("deaf", [False, True])
def test_left_early_it_goes_at_once(file, monkeypatch, deaf):
    """As when grading is interrupted: the next run enters the rest. One that hears no SIGTERM is killed."""
    monkeypatch.setattr(clerks, "LEAVE_SECONDS", 1.0)
    if deaf:
        monkeypatch.setattr(clerks.batch, "stopped_by_sigterm", nullcontext)
        before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with Clerk(Course(file, seconds=60), force=False) as clerk:
            clerk.hand_over(report("ada"), None)
            pid, began = clerk._pid, time.monotonic()
    finally:
        if deaf:
            signal.signal(signal.SIGTERM, before)

    assert time.monotonic() - began < 30
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not file.exists()
