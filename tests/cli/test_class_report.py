"""`autograder report`: a page about the class that `autograder grade` has just graded."""

import os

import pytest

from autograder.cli import ExitCode
from tests.cli.support import WIDE, run
from tests.unit.classes import whole_class, write


@pytest.fixture
def graded(odd, tmp_path):
    """The reports of the odd class, to add to."""
    for home in odd.out.iterdir():
        (tmp_path / "out" / home.name).parent.mkdir(exist_ok=True)
        (tmp_path / "out" / home.name).symlink_to(home)
    return tmp_path / "out"


def test_page_about_a_graded_class(odd, graded, tmp_path):
    done = run("report", graded, "--html", tmp_path / "page.html")

    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    count = len(list(odd.out.glob("*/report.json")))
    assert done.stdout == f"{count} reports, 0 unreadable: the page is {tmp_path / 'page.html'}\n"
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h1>99_mini</h1>" in page
    assert "The answer is twice the number." in page
    assert "a submission" in page  # that took so and so long
    assert "an empty file" in page
    assert "\x1b" not in page
    assert not (graded / "class.html").exists()


def test_damaged_reports_are_named_and_the_rest_goes_on(graded):
    (graded / "eve").mkdir()
    (graded / "eve" / "report.json").write_text('{"schema": 1')
    done = run("report", graded)

    assert done.returncode == ExitCode.OK
    assert done.stderr == "autograder: eve: its report.json cannot be read: Input data was truncated\n"
    page = (graded / "class.html").read_text(encoding="utf-8")
    assert "Input data was truncated" in page
    assert "The answer is twice the number." in page


def test_page_is_the_same_in_every_run(tmp_path):
    """Neither the time nor Python's hashes show in it."""
    write(whole_class(12), tmp_path / "out")
    pages = []
    for seed in ("1", "2"):
        assert (
            run("report", tmp_path / "out", env={**os.environ, **WIDE, "PYTHONHASHSEED": seed}).returncode
            == 0
        )
        pages.append((tmp_path / "out" / "class.html").read_bytes())
    assert pages[0] == pages[1]


def test_no_student_is_said(tmp_path):
    done = run("report", tmp_path)

    assert done.returncode == ExitCode.NOTHING_FOUND
    assert f"expected STUDENT/report.json in {tmp_path}" in done.stderr
    assert not (tmp_path / "class.html").exists()


def test_no_folder_is_misuse(tmp_path):
    done = run("report", tmp_path / "nowhere")

    assert (done.returncode, "Traceback" in done.stderr) == (ExitCode.MISUSE, False)
    assert "nowhere" in done.stderr
