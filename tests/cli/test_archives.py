"""A class comes as one archive, as a learning platform gives it."""

from __future__ import annotations

import shlex
import zipfile

from autograder.cli import ExitCode
from tests.cli.support import SLUG, python


def test_class_in_an_archive(grade, numpy_root, tmp_path, right, wrong):
    """Everybody is graded, and a failed test can be replayed on the file that was."""
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        for student, text in {"ada": right, "bob": wrong, "cy": "no notebook"}.items():
            file.writestr(f"class/{student}/{SLUG}/mini.ipynb", text)
        file.writestr(f"class/dan/{SLUG}/mini.zip", "")
    done = grade("class.zip")

    assert done.code == ExitCode.OK
    assert "2 of 4 graded" in done.stdout
    assert [done.report(student).score for student in ("ada", "bob", "cy", "dan")] == [8, 4, None, None]
    assert "received mini.zip: unpack it" in done.report("dan").reason
    assert all(done.report("ada").digest != done.report(student).digest for student in ("bob", "cy"))
    command = next(test.replay for one in done.report("bob").exercises for test in one.tests if test.replay)
    replayed = python("-m", *shlex.split(command), cwd=numpy_root)
    assert (replayed.returncode, "1 failed" in replayed.stdout) == (1, True), replayed.stdout


def test_hostile_archive_is_misuse(grade, tmp_path, right):
    """Nobody in it is graded, and nothing of it is left."""
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.writestr("ada.ipynb", right)
        file.writestr("../../bob.ipynb", right)
    done = grade("class.zip")

    assert (done.code, done.stdout, "Traceback" in done.stderr) == (ExitCode.MISUSE, "", False)
    assert "class.zip is refused: expected plain relative names, received one that leads up" in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["class.zip"]


def test_archive_without_submissions(grade, tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.writestr("notes.txt", "x")
    assert grade("class.zip").code == ExitCode.NOTHING_FOUND
