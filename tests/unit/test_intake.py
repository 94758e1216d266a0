"""Files and folders become submissions, one a student; what cannot be read says why."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from autograder import reading
from autograder.intake import Found, Unreadable, find
from autograder.submission import Submission, parse

SLUG = "07_tiny"
NOTEBOOK = json.dumps({"nbformat": 4, "cells": []})


def submissions(found):
    return reading.submissions(found, parse)


def put(path: Path, text: str = NOTEBOOK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(*paths: Path) -> list[Found]:
    return find(paths, slug=SLUG, notebook="tiny")


def test_nbgrader_layout(tmp_path):
    want = [
        Found(name, put(tmp_path / name / SLUG / f"tiny{end}"))
        for name, end in (("ada", ".ipynb"), ("grace", ".py"))
    ]
    put(tmp_path / "ada" / SLUG / "notes.ipynb")
    put(tmp_path / "ada" / "08_other" / "other.ipynb")
    put(tmp_path / "alan" / "08_other" / "tiny.ipynb")
    assert found(tmp_path) == want


def test_notebook_comes_before_script(tmp_path):
    put(tmp_path / "ada" / SLUG / "tiny.py")
    want = put(tmp_path / "ada" / SLUG / "tiny.ipynb")
    assert found(tmp_path) == [Found("ada", want)]


def test_flat_folder(tmp_path):
    for name in ("grace.py", "ada.ipynb", "notes.txt", ".hidden.ipynb", "test_public.py", "conftest.py"):
        put(tmp_path / name)
    assert found(tmp_path) == [Found("ada", tmp_path / "ada.ipynb"), Found("grace", tmp_path / "grace.py")]


def passed_over(path: Path) -> list[str]:
    names: list[str] = []
    find([path], slug=SLUG, notebook="tiny", on_other=names.append)
    return names


def test_what_is_passed_over_in_a_flat_folder_is_named(tmp_path):
    """A student's work in a wrong format is not lost without a word; files of the course are no news."""
    for name in (
        "ada.ipynb",
        "bob.txt",
        ".hidden.txt",
        "test_public.py",
        "summary.csv",
        "pictures/eve.ipynb",
    ):
        put(tmp_path / name)
    assert passed_over(tmp_path) == ["bob.txt", "pictures"]


def test_what_is_passed_over_beside_students_folders_is_named(tmp_path):
    """A student who has handed in another assignment only is no news."""
    for name in (
        f"ada/{SLUG}/tiny.ipynb",
        "alan/08_other/other.ipynb",
        "eve.ipynb",
        "bob.txt",
        "summary.csv",
    ):
        put(tmp_path / name)
    assert passed_over(tmp_path) == ["bob.txt", "eve.ipynb"]


def test_student_may_be_called_like_a_test(tmp_path):
    """Only scripts of that name are the course's own."""
    assert found(put(tmp_path / "test_ada.ipynb").parent) == [Found("test_ada", tmp_path / "test_ada.ipynb")]


@pytest.mark.parametrize("layout", ["ada.zip", f"ada/{SLUG}/tiny.zip", f"ada/{SLUG}/tiny.tar.gz"])
def test_archive_in_a_folder_is_a_reason(tmp_path, layout):
    """It is not passed over in silence, and not opened."""
    put(tmp_path / layout, "PK")
    (one,) = submissions(found(tmp_path))
    assert isinstance(one, Unreadable)
    assert re.search("received .*unpack it", one.reason)


def test_named_files(tmp_path):
    paths = [put(tmp_path / "a" / "ada.ipynb"), put(tmp_path / "b" / "grace.py")]
    assert found(*paths) == [Found("ada", paths[0]), Found("grace", paths[1])]


def test_empty_folder(tmp_path):
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("files", "received"),
    [
        ([], "no notebook"),
        (["Tiny.ipynb"], "Tiny.ipynb"),
        (["tiny (1).ipynb", "notes.txt"], r"tiny \(1\)\.ipynb"),
        (["b.ipynb", "a.py", "test_public.py"], r"a\.py, b\.ipynb"),
    ],
    ids=["nothing", "capital", "copy", "several"],
)
def test_renamed_notebook_is_named(tmp_path, files, received):
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    for name in files:
        put(folder / name)
    (got,) = found(tmp_path)
    assert got.student == "ada"
    (one,) = submissions([got])
    assert isinstance(one, Unreadable)
    assert re.search(rf"expected tiny\.ipynb, received {received}: rename it", one.reason)


def test_long_lists_are_cut(tmp_path):
    for number in range(9):
        put(tmp_path / "ada" / SLUG / f"copy_{number}.ipynb")
    assert found(tmp_path)[0].fault.count("copy_") == 5


@pytest.mark.parametrize("names", [("a/ada.ipynb", "b/ada.ipynb"), ("a/ada.ipynb", "a/ada.py")])
def test_duplicates_are_refused(tmp_path, names):
    paths = [put(tmp_path / name) for name in names]
    with pytest.raises(ValueError, match="two submissions belong to 'ada'"):
        found(*paths)


def test_duplicates_in_a_folder_are_refused(tmp_path):
    put(tmp_path / "ada.ipynb")
    put(tmp_path / "ada.py")
    with pytest.raises(ValueError, match="'ada'"):
        found(tmp_path)


def test_missing_path_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no .*gone\.ipynb"):
        found(tmp_path / "gone.ipynb")


def test_broken_link_is_a_students(tmp_path):
    """It stands where a submission should, so the student hears of it rather than the whole class."""
    link = tmp_path / "ada" / SLUG / "tiny.ipynb"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "gone")
    assert found(tmp_path) == [Found("ada", link)]
    (got,) = submissions(found(tmp_path))
    assert isinstance(got, Unreadable)


def test_one_bad_file_stops_nobody(tmp_path):
    put(tmp_path / "ada.ipynb")
    put(tmp_path / "bob.ipynb", "no notebook")
    (tmp_path / "carl.ipynb").mkdir()
    os.mkfifo(tmp_path / "dan.ipynb")
    put(tmp_path / "eve.py", "x = 1\n")
    got = list(submissions(found(tmp_path)))
    assert [one.student for one in got] == ["ada", "bob", "carl", "dan", "eve"]
    assert [type(one) for one in got] == [Submission, Unreadable, Unreadable, Unreadable, Submission]


def test_files_are_read_in_turn(tmp_path):
    put(tmp_path / "ada.ipynb")
    put(tmp_path / "bob.ipynb")
    turns = submissions(found(tmp_path))
    assert next(turns).student == "ada"
    put(tmp_path / "bob.ipynb", "changed")
    assert isinstance(next(turns), Unreadable)


SAME = [("Ada", "ada"), ("\u00e9va", "e\u0301va"), ("stra\u00dfe", "STRASSE")]


@pytest.mark.parametrize("names", SAME, ids=["case", "accent", "sharp s"])
@pytest.mark.parametrize("layout", ["{}.ipynb", f"{{}}/{SLUG}/tiny.ipynb"], ids=["files", "folders"])
def test_names_that_some_computer_takes_for_one_are_refused(tmp_path, names, layout):
    """Their reports would overwrite each other there, and here it is unclear who is who."""
    for name in names:
        put(tmp_path / layout.format(name))
    with pytest.raises(ValueError, match="on some computers one name"):
        found(tmp_path)


@pytest.mark.parametrize("part", ["ada", f"ada/{SLUG}"])
def test_link_in_place_of_a_folder_is_a_reason(tmp_path, part):
    """It would lead to what another student handed in."""
    put(tmp_path / "bob" / SLUG / "tiny.ipynb")
    link = tmp_path / part
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / part.replace("ada", "bob"))
    ada, bob = submissions(found(tmp_path))
    assert ada == Unreadable("ada", "expected the student's own folder, received a link")
    assert isinstance(bob, Submission)


def test_folder_may_be_a_link_where_it_is_named(tmp_path):
    put(tmp_path / "files" / "ada.ipynb")
    (tmp_path / "link").symlink_to(tmp_path / "files")
    assert found(tmp_path / "link") == [Found("ada", tmp_path / "link" / "ada.ipynb")]


def test_thousands_of_students(tmp_path):
    names = [f"student {number:04d}" for number in range(3000)]
    for name in names:
        (tmp_path / f"{name}.ipynb").write_text(NOTEBOOK)
    assert [one.student for one in submissions(found(tmp_path))] == names


@pytest.mark.parametrize("name", ["pipe", "disk"])
@pytest.mark.parametrize("suffix", [".ipynb", ".py", ".zip", ".tgz"])
def test_what_is_no_file_is_not_waited_for(tmp_path, name, suffix):
    path = tmp_path / f"{name}{suffix}"
    match name:
        case "pipe":
            os.mkfifo(path)
        case "disk":
            path.symlink_to("/dev/zero")
    (one,) = submissions(find([path], slug=SLUG, notebook="tiny", copies=tmp_path / "copies"))
    assert isinstance(one, Unreadable)
    assert not (tmp_path / "copies").exists()


@pytest.mark.parametrize("name", [b"x" * 249, b"\x01" * 249, b"\xff" * 249, "\u202e".encode() * 83])
def test_long_names_are_read(tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".ipynb"))
    path.write_text(NOTEBOOK)
    (one,) = submissions(found(tmp_path))
    assert isinstance(one, Submission)
    one.student.encode()


@pytest.mark.parametrize("name", [b"ad\xe9.ipynb", b"...py", b"....ipynb"])
def test_students_name_folders(tmp_path, name):
    """A student's name becomes a folder and stands in a report: it is text, and it leads nowhere else."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_text(NOTEBOOK)
    try:
        (got,) = found(path)
    except ValueError:
        return
    got.student.encode("utf-8")
    assert (tmp_path / "out" / got.student).resolve().parent == tmp_path / "out"
