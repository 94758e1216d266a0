"""An archive is read as a folder is; what is graded stays where a report can point to it."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from autograder import archives, reading
from autograder.errors import UnreadableError
from autograder.intake import Found, Unreadable, find
from autograder.submission import Submission, parse, read
from tests.unit.packing import KINDS, packed

SLUG = "07_tiny"
BOOK = json.dumps({"nbformat": 4, "cells": []}).encode()
SCRIPT = b"x = 1\n"


def submissions(found):
    return reading.submissions(found, parse)


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "reports" / ".submitted"


def found(copies: Path, *paths: Path) -> list[Found]:
    return find(paths, slug=SLUG, notebook="tiny", copies=copies)


@pytest.mark.parametrize("top", ["", "submitted/", f"{SLUG}/", "./", "a/"])
@pytest.mark.parametrize("kind", KINDS)
def test_nbgrader_layout(tmp_path, copies, kind, top):
    members = {
        f"ada/{SLUG}/tiny.ipynb": BOOK,
        f"ada/{SLUG}/notes.ipynb": b"",
        "ada/08_other/other.ipynb": b"",
        "alan/08_other/tiny.ipynb": b"",
        f"bob/{SLUG}/mine.ipynb": BOOK,
        f"grace/{SLUG}/tiny.py": SCRIPT,
        f"grace/{SLUG}/data/tiny.ipynb": BOOK,
    }
    path = packed(tmp_path / kind, [(top + name, data) for name, data in members.items()])
    assert found(copies, path) == [
        Found("ada", copies / "ada.ipynb"),
        Found("bob", path, "expected tiny.ipynb, received mine.ipynb: rename it"),
        Found("grace", copies / "grace.py"),
    ]
    assert (copies / "ada.ipynb").read_bytes() == BOOK
    assert sorted(os.listdir(copies)) == ["ada.ipynb", "grace.py"]


@pytest.mark.parametrize("top", ["", "download/", f"{SLUG}/"])
@pytest.mark.parametrize("kind", KINDS)
def test_one_file_a_student(tmp_path, copies, kind, top):
    names = ["ada.ipynb", "grace.py", "notes.txt", "test_public.py", ".hidden.ipynb", "__MACOSX/._ada.ipynb"]
    path = packed(tmp_path / kind, [(top + name, SCRIPT) for name in names])
    assert found(copies, path) == [Found("ada", copies / "ada.ipynb"), Found("grace", copies / "grace.py")]


@pytest.mark.parametrize("top", ["", "download/"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("names", "want"),
    [
        (
            ["ada.ipynb", "bob.txt", "pictures/eve.ipynb", "test_public.py", "summary.csv"],
            ["bob.txt", "pictures"],
        ),
        (
            [f"ada/{SLUG}/tiny.ipynb", "alan/08_other/other.ipynb", "eve.ipynb", "bob.txt"],
            ["eve.ipynb", "bob.txt"],
        ),
    ],
)
def test_what_is_passed_over_is_named(tmp_path, copies, kind, top, names, want):
    path = packed(tmp_path / kind, [(top + name, SCRIPT) for name in names])
    others: list[str] = []
    find([path], slug=SLUG, notebook="tiny", copies=copies, on_other=others.append)
    assert others == want


def test_students_empty_folder_is_no_news(tmp_path, copies):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alan/", b"")
        archive.writestr(f"ada/{SLUG}/tiny.ipynb", BOOK)
    others: list[str] = []
    find([path], slug=SLUG, notebook="tiny", copies=copies, on_other=others.append)
    assert others == []


@pytest.mark.parametrize("name", ["ada.ipynb", "class/ada.ipynb", f"ada/{SLUG}/tiny.ipynb"])
def test_archive_of_one_student(tmp_path, copies, name):
    assert found(copies, packed(tmp_path / "a.zip", [(name, BOOK)])) == [Found("ada", copies / "ada.ipynb")]


def test_archive_of_nothing(tmp_path, copies):
    path = packed(tmp_path / "a.zip", [("notes.txt", b"x"), ("a/b/c/d.ipynb", BOOK)])
    assert found(copies, path) == []


def test_archive_beside_a_folder(tmp_path, copies):
    (tmp_path / "bob.py").write_bytes(SCRIPT)
    path = packed(tmp_path / "a.zip", [("ada.ipynb", BOOK)])
    assert [one.student for one in found(copies, path, tmp_path / "bob.py")] == ["ada", "bob"]


def test_copy_is_the_submission(tmp_path, copies):
    """It outlives the run, and reading it again gives the same submission: a replay finds it."""
    (one,) = submissions(found(copies, packed(tmp_path / "a.zip", [("ada.ipynb", BOOK)])))
    assert isinstance(one, Submission)
    assert read(one.path, student="ada") == one


def test_copy_of_an_earlier_run_is_replaced(tmp_path, copies):
    for data in (BOOK, BOOK + b" "):
        found(copies, packed(tmp_path / "a.zip", [("ada.ipynb", data)]))
        assert (copies / "ada.ipynb").read_bytes() == data


def test_link_in_the_place_of_a_copy_is_replaced(tmp_path, copies):
    copies.mkdir(parents=True)
    (tmp_path / "precious").write_text("x")
    (copies / "ada.ipynb").symlink_to(tmp_path / "precious")
    found(copies, packed(tmp_path / "a.zip", [("ada.ipynb", BOOK)]))
    assert (tmp_path / "precious").read_text() == "x"


def nested() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr("ada.ipynb", BOOK)
    return raw.getvalue()


@pytest.mark.parametrize("layout", ["{}", f"{{}}/{SLUG}/tiny"])
def test_one_bad_file_costs_nobody_else(tmp_path, copies, monkeypatch, layout):
    monkeypatch.setattr(archives, "MAX_MEMBER_BYTES", 1 << 20)
    bad = {"large.ipynb": bytes(2 << 20), "nested.zip": nested(), "text.ipynb": b"text", "empty.py": b""}
    name = {student: layout.format(*student.split(".")[:1]) for student in (*bad, "zoe.ipynb")}
    members = [(name[student] + Path(student).suffix, data) for student, data in bad.items()]
    path = packed(tmp_path / "a.zip", [*members, (name["zoe.ipynb"] + ".ipynb", BOOK)])
    *others, zoe = submissions(found(copies, path))
    assert [(one.student, type(one)) for one in others] == [(name.split(".")[0], Unreadable) for name in bad]
    assert ["at most 1 MiB" in others[0].reason, "unpack it" in others[1].reason] == [True, True]
    assert (zoe.student, type(zoe)) == ("zoe", Submission)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["../x.ipynb", "/x.ipynb", "ADA.ipynb", "x\u202e.ipynb"])
def test_refused_archive_leaves_nothing(tmp_path, copies, kind, name):
    path = packed(tmp_path / kind, [("ada.ipynb", BOOK), (name, BOOK)])
    with pytest.raises(UnreadableError, match="is refused"):
        found(copies, path)
    assert os.listdir(copies) == []
    assert sorted(os.listdir(tmp_path)) == sorted([kind, "reports"])


def test_two_files_of_one_student_are_refused(tmp_path, copies):
    path = packed(tmp_path / "a.tar", [("ada.ipynb", BOOK), ("ada.py", SCRIPT)])
    with pytest.raises(ValueError, match="two submissions belong to 'ada'"):
        found(copies, path)
    assert os.listdir(copies) == []


def test_student_is_in_one_archive(tmp_path, copies):
    paths = [packed(tmp_path / f"{number}.zip", [("ada.ipynb", BOOK)]) for number in range(2)]
    with pytest.raises(ValueError, match="two submissions belong to 'ada'"):
        found(copies, *paths)


@pytest.mark.parametrize("name", ["x" * 249, "\u00ad" * 120, "a\u200d" * 60, "...", "summary.csv"])
def test_copies_have_names_that_files_may_have(tmp_path, copies, name):
    path = packed(tmp_path / "a.zip", [(f"zoe/{SLUG}/tiny.py", SCRIPT), (f"{name}/{SLUG}/tiny.py", SCRIPT)])
    got = [one.path for one in found(copies, path)]
    assert all(copy.parent == copies for copy in got if copy != path)
    assert len(got) == (1 if name == "..." else 2)


def test_archive_stays_closed_without_a_place_for_copies(tmp_path):
    path = packed(tmp_path / "a.zip", [("ada.ipynb", BOOK)])
    (one,) = submissions(find([path], slug=SLUG, notebook="tiny"))
    assert isinstance(one, Unreadable)
