"""Chance is secret, differs between submissions, and is the same for the same one."""

from __future__ import annotations

import os
import stat

import pytest

from autograder import seeds
from autograder.errors import CourseError

SECRET = b"kept"


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch):
    monkeypatch.delenv(seeds.SECRET_VARIABLE, raising=False)


def seed(secret: bytes = SECRET, **changed: object) -> str:
    about = {"slug": "01_a", "version": 1, "digest": "d"} | changed
    return seeds.submission_seed(secret, **about)


def test_same_digest_same_seed():
    assert seed() == seed()
    assert len(seed()) == 64
    assert seeds.test_seed(seed(), "f::test_a") == seeds.test_seed(seed(), "f::test_a")


@pytest.mark.parametrize("changed", [{"digest": "e"}, {"version": 2}, {"slug": "01_b"}, {"secret": b"other"}])
def test_other_submission_other_seed(changed):
    assert seed(**changed) != seed()


def test_fields_do_not_run_together():
    assert seed(version=1, digest="1d") != seed(version=11, digest="d")


def test_other_test_other_seed():
    got = {
        seeds.test_seed(seed(), name) for name in ("f::test_a", "f::test_b", "g::test_a", "child f::test_a")
    }
    assert len(got) == 4
    assert all(0 <= one < 1 << 128 for one in got)


def test_secret_is_made_once(tmp_path):
    file = tmp_path / ".secret"
    made = seeds.course_secret(file)
    assert len(made) == 64
    assert seeds.course_secret(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert seeds.course_secret(tmp_path / ".other") != made


def test_secret_is_private_despite_umask(tmp_path):
    before = os.umask(0)
    try:
        seeds.course_secret(tmp_path / ".secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ".secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_readable_secret_is_refused(tmp_path, mode):
    file = tmp_path / ".secret"
    seeds.course_secret(file)
    file.chmod(mode)
    with pytest.raises(CourseError, match="chmod 600"):
        seeds.course_secret(file)


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty_secret_is_refused(tmp_path, text):
    """A file that was made but not written (a full disk, a run cut short) is no secret."""
    file = tmp_path / ".secret"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(CourseError, match="secret"):
        seeds.course_secret(file)


def test_secret_is_a_file(tmp_path):
    (tmp_path / ".secret").mkdir(0o700)
    with pytest.raises(CourseError, match="secret"):
        seeds.course_secret(tmp_path / ".secret")


def test_written_secret_is_stripped(tmp_path):
    file = tmp_path / ".secret"
    file.write_text("m" * 32 + "\n")
    file.chmod(0o600)
    assert seeds.course_secret(file) == b"m" * 32


def test_variable_wins(tmp_path, monkeypatch):
    monkeypatch.setenv(seeds.SECRET_VARIABLE, "from outside")
    assert seeds.course_secret(tmp_path / ".secret") == b"from outside"
    assert not (tmp_path / ".secret").exists()


def test_empty_variable_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv(seeds.SECRET_VARIABLE, "")
    assert len(seeds.course_secret(tmp_path / ".secret")) == 64
