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
from tests.cli.support import SLUG, WIDE, notebook

SLOW = "import time\n\ndef double(n):\n    time.sleep(0.9)\n    return 2 * n"


@pytest.fixture
def interrupted(numpy_root, tmp_path, right):
    """A run that was at its second student when the terminal sent SIGINT."""
    files, scratch = tmp_path / "files", tmp_path / "scratch"
    files.mkdir()
    scratch.mkdir()
    (files / "a_quick.ipynb").write_text(right, encoding="utf-8")
    (files / "b_slow.ipynb").write_text(notebook(numpy_root, double=SLOW), encoding="utf-8")
    (files / "c_waiting.ipynb").write_text(right, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        SLUG,
        "files",
        "--out",
        "out",
        "--root",
        numpy_root,
    ]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, **WIDE, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while not (tmp_path / "out" / "a_quick" / "feedback.html").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    time.sleep(0.5)
    family = descendants(process.pid)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process in the foreground
    stdout, stderr = process.communicate(timeout=60)
    return process.returncode, stdout, stderr, time.monotonic() - began, family


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
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return ""


def test_interrupt(interrupted, tmp_path):
    code, _, stderr, seconds, family = interrupted

    assert code == 2
    assert "Traceback" not in stderr
    assert seconds < 10
    assert model.load(tmp_path / "out" / "a_quick" / "report.json").score == 8
    assert not (tmp_path / "out" / "c_waiting").exists()
    with (tmp_path / "out" / "summary.csv").open(newline="", encoding="utf-8") as file:
        assert [row["student"] for row in csv.DictReader(file)] == ["a_quick"]
    assert len(family) >= 2  # a zygote and a child were there
    assert {pid: start for pid, start in family.items() if started(pid) == start} == {}
    assert list((tmp_path / "scratch").iterdir()) == []
    assert list((tmp_path / "out").rglob("*.partial")) == []
