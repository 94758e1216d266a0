"""What may stand where a notebook should: each is not graded, for a reason, and stops nobody else."""

import ctypes
import os

import pytest

from tests.cli.support import SLUG, run

UNREAD = {
    "latin": "expected UTF-8 text, received byte 0xe9",
    "empty": "received an empty file",
    "not_json": "not a notebook: it is not JSON",
    "folder": "folder.ipynb",
    "link": "link.ipynb",
    "dangling": "dangling.ipynb",
    "pipe": "pipe.ipynb",
}
READ = {"right": 8, "wrong": 4, "=1+1": 8, 'a, "b"': 8, r"\u001b[31mred": 8, "script": 3}


@pytest.mark.parametrize("student", UNREAD)
def test_not_graded(odd, student):
    """No score, and a sentence with what was expected and received."""
    report = odd.report(student)

    assert (report.outcome, report.score, report.our_fault) == ("not_graded", None, False)
    assert UNREAD[student] in report.reason
    assert f"{student}: not graded: {report.reason}" in odd.stderr


@pytest.mark.parametrize("student", READ)
def test_graded(odd, student):
    assert odd.report(student).score == READ[student]


def test_run_succeeds(odd):
    """What students hand in is no failure of the run."""
    assert odd.code == 0
    assert f"{len(READ)} of {len(READ) + len(UNREAD)} graded; reports in out" in odd.stdout
    assert {path.name for path in odd.out.iterdir()} == {*READ, *UNREAD, "summary.csv"}


def test_what_is_no_submission_is_named(odd):
    """It may be somebody's work, saved as something else."""
    assert "passed over, not taken for submissions: \\u001b[31mwritten in.docx\n" in odd.stderr


def test_terminal_is_not_driven(odd):
    """A student's name cannot colour or clear the screen of whoever grades."""
    assert "\x1b" not in odd.stdout + odd.stderr


def test_reasons_reach_the_student(odd):
    for student, reason in UNREAD.items():
        page = odd.feedback(student)
        assert "Not graded." in page
        assert reason in page


def _without_override() -> None:
    """Take from root the right to read what its mode forbids, in the process to be started."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.parametrize("what", ["a file", "a folder"])
def test_unreadable(numpy_root, tmp_path, right, what):
    """A file or folder that may not be read is a reason, and stops nobody else."""
    for student in ("ada", "bob"):
        (tmp_path / "submitted" / student / SLUG).mkdir(parents=True)
        (tmp_path / "submitted" / student / SLUG / "mini.ipynb").write_text(right, encoding="utf-8")
    locked = tmp_path / "submitted" / "ada" / SLUG
    locked = locked if what == "a folder" else locked / "mini.ipynb"
    mode = locked.stat().st_mode
    locked.chmod(0)
    try:
        done = run(
            *("grade", SLUG, "submitted", "--out", "out", "--root", numpy_root),
            cwd=tmp_path,
            preexec_fn=_without_override if os.geteuid() == 0 else None,
        )
    finally:
        locked.chmod(mode)

    assert "ada: not graded:" in done.stderr
    assert "Permission denied" in done.stderr
    assert "1 of 2 graded" in done.stdout
    assert done.returncode == 0


def test_dots_for_a_name(grade, numpy_root, tmp_path, right):
    """A report stays inside of --out, whatever a file is called."""
    (tmp_path / "...ipynb").write_text(right, encoding="utf-8")
    grade("...ipynb")

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["...ipynb"]
