"""Ctrl-C while a class is graded: what is finished stays, and nothing of the run is left."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder import model
from tests.cli.support import SLUG, WIDE, notebook, numpy_course, spoil
from tests.support import lasting

SLOW = "import time\n\ndef double(n):\n    time.sleep(0.6)\n    return 2 * n"


class Run:
    """A run of `autograder grade` over four students, two of them slow."""

    def __init__(self, home, *more):
        self.home, self.command = home, [sys.executable, "-m", "autograder", "grade", SLUG, "files", *more]
        self.command += ["--out", "out", "--root", home / "root", "--why"]
        (home / "scratch").mkdir(exist_ok=True)
        self.environment = {**os.environ, **WIDE, "TMPDIR": str(home / "scratch")}

    def whole(self, out):
        """Run to the end; return what was said."""
        command = [out if word == "out" else word for word in self.command]
        options = {"cwd": self.home, "env": self.environment, "capture_output": True, "text": True}
        done = subprocess.run(command, **options, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stopped(self, by):
        """Send a signal when the first student's report is there and the second is at work."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        process = subprocess.Popen(
            self.command, cwd=self.home, env=self.environment, start_new_session=True, **pipes
        )
        end = time.monotonic() + 60
        while not (self.home / "out" / "a_quick" / "feedback.html").exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < end
            time.sleep(0.02)
        time.sleep(0.5)
        family = descendants(process.pid)
        began = time.monotonic()
        os.killpg(process.pid, by)  # as a terminal does: to every process in the foreground
        stdout, stderr = process.communicate(timeout=60)
        return process.returncode, stdout, stderr, time.monotonic() - began, family

    def written(self, out):
        files = [path for path in (self.home / out).rglob("*") if path.is_file()]
        return {path.relative_to(self.home / out): lasting(path) for path in files}


@pytest.fixture
def slow_run(tmp_path):
    """A run over four students, of which it can be stopped at the second."""
    root = numpy_course(tmp_path / "root")
    spoil(root / "assignments" / SLUG / "assignment.toml", "call_seconds = 1.0", "call_seconds = 9.0")
    right, slow, files = notebook(root), notebook(root, double=SLOW), tmp_path / "files"
    files.mkdir()
    for name, text in {"a_quick": right, "b_slow": slow, "c_slow": slow, "d_waiting": right}.items():
        (files / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return lambda workers: Run(tmp_path, "--workers", workers)


@pytest.fixture(
    params=[("1", signal.SIGINT), ("2", signal.SIGINT), ("2", signal.SIGTERM)],
    ids=["one process", "two workers", "two workers told to stop"],
)
def interrupted(request, slow_run):
    """A run that was at its second student when it was to stop."""
    workers, by = request.param
    run = slow_run(workers)
    return run, *run.stopped(by)


def descendants(parent: int) -> dict[int, str]:
    """Processes below one, each with its start time, so that a number used again is no mistake."""
    found: dict[int, str] = {}
    young = [parent]
    while young:
        for children in Path(f"/proc/{young.pop()}/task").glob("*/children"):
            for word in children.read_text().split():
                found[int(word)] = started(int(word))
                young.append(int(word))
    return found


def started(pid: int) -> str:
    try:
        about = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ""
    return about[19] if about[0] != "Z" else "ended, and whoever inherited it has not looked"


def test_interrupt(interrupted, tmp_path):
    run, code, _, stderr, seconds, family = interrupted

    assert code == 2
    assert "Traceback" not in stderr
    assert "interrupted with 1 of 4 done: the same command goes on from there" in stderr
    assert seconds < 10
    assert model.load(tmp_path / "out" / "a_quick" / "report.json").score == 8
    assert not (tmp_path / "out" / "d_waiting").exists()
    with (tmp_path / "out" / "summary.csv").open(newline="", encoding="utf-8") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["a_quick"]
    assert len(family) >= 2  # a zygote and a child were there
    assert {pid: start for pid, start in family.items() if started(pid) == start} == {}
    assert list((tmp_path / "scratch").iterdir()) == []
    assert list((tmp_path / "out").rglob("*.partial")) == []

    said = run.whole("out")  # and the same command goes on from there
    assert "a_quick: unchanged\nb_slow: new\nc_slow: new\nd_waiting: new\n" in said
    assert "4 of 4 graded (1 unchanged since they were graded); reports in out" in said
    run.whole("fresh")
    assert run.written("out") == run.written("fresh")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_process_outlives_a_run_that_is_killed(slow_run, workers):
    """All of its processes wait for one another's ends, down to the children."""
    code, _, _, _, family = slow_run(workers).stopped(signal.SIGKILL)

    assert code == -signal.SIGKILL
    assert len(family) >= 4  # a mother, a zygote's two, a child
    end = time.monotonic() + 20
    while left := [pid for pid, start in family.items() if started(pid) == start]:
        assert time.monotonic() < end, left
        time.sleep(0.05)
