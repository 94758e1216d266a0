"""`nbgrader zip_collect` in a course of ours: what is collected, and what an archive cannot do."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.cli.support import SLUG, numpy_course, run
from tests.nbgrader.support import Course, everything_in

PATTERN = r".*/(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
NBGRADERS_OWN = "nbgrader.plugins.zipcollect.ExtractorPlugin"


def name(student: str) -> str:
    return f"{student}_attempt_2026-01-30-15-00-00_mini.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course into which nothing has come yet."""
    root = numpy_course(tmp_path / "root")
    made = Course(tmp_path / "course", root)
    done = run("course", made.folder, "--root", root)
    assert done.returncode == 0, done.stderr
    (made.folder / "downloaded" / SLUG / "archive").mkdir(parents=True)
    return made


def downloaded(course: Course, file: str) -> Path:
    return course.folder / "downloaded" / SLUG / "archive" / file


def zipped(path: Path | io.BytesIO, members: dict[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member, data in members.items():
            file.writestr(member, data)


def collect(course: Course, *more: str) -> tuple[set[str], str]:
    """Run the command; return who has been collected, and what was said."""
    done = course.must("zip_collect", SLUG, f"--FileNameCollectorPlugin.named_regexp={PATTERN}", *more)
    submitted = course.folder / "submitted"
    return {path.name for path in submitted.iterdir()} if submitted.exists() else set(), done.stderr


def extracted(course: Course) -> dict[str, tuple[int, bytes]]:
    return everything_in(course.folder / "downloaded" / SLUG / "extracted")


def test_archives_and_files_are_collected(course):
    zipped(
        downloaded(course, "one.zip"), {name("ada"): "1", f"group/{name('bob')}": "2", "group/.DS_Store": "x"}
    )
    with tarfile.open(downloaded(course, "two.tar.gz"), "w:gz") as file:
        info = tarfile.TarInfo(name("cy"))
        info.size = 1
        file.addfile(info, io.BytesIO(b"3"))
    downloaded(course, name("dan")).write_text("4")
    who, _ = collect(course)
    submitted = course.folder / "submitted"
    texts = {student: (submitted / student / SLUG / "mini.ipynb").read_text() for student in who}
    assert texts == {"ada": "1", "bob": "2", "cy": "3", "dan": "4"}


HOSTILE = {"up": "../../../../x.ipynb", "absolute": "/x.ipynb", "again": name("EVE")}


def test_hostile_archives_cost_nobody_else(course):
    """Nor does one that is damaged, at which nbgrader's own extractor stops and collects nothing."""
    for kind, member in HOSTILE.items():
        zipped(downloaded(course, f"{kind}.zip"), {name("eve"): "1", member: "x"})
    downloaded(course, "damaged.zip").write_bytes(b"PK\x03\x04 cut off")
    zipped(downloaded(course, "whole.zip"), {name("ada"): "1"})
    around = course.folder.parent
    before = set(around.rglob("*"))
    who, said = collect(course)
    assert who == {"ada"}
    for kind in (*HOSTILE, "damaged"):
        assert f"{kind}.zip: nothing collected: {kind}.zip is refused: expected" in said
    new = {str(path.relative_to(around)) for path in set(around.rglob("*")) - before if path.is_file()}
    collected = f"submitted/ada/{SLUG}/{{}}"
    assert new == {
        f"course/downloaded/{SLUG}/extracted/whole/{name('ada')}",
        f"course/{collected.format('mini.ipynb')}",
        f"course/{collected.format('timestamp.txt')}",
    }


def test_links_are_not_followed(course, tmp_path):
    (tmp_path / "secret").write_text("x")
    downloaded(course, name("eve")).symlink_to(tmp_path / "secret")
    with tarfile.open(downloaded(course, "a.tar"), "w") as file:
        info = tarfile.TarInfo(name("bob"))
        info.type, info.linkname = tarfile.SYMTYPE, str(tmp_path / "secret")
        file.addfile(info)
    os.mkfifo(downloaded(course, name("cy")))
    downloaded(course, name("ada")).write_text("1")
    assert collect(course)[0] == {"ada"}


def bomb(path: Path) -> None:
    """Archives in one, of 64 MiB of zeros each, and a file that whoever runs it runs as its owner."""
    inner = io.BytesIO()
    zipped(inner, {"zeros": bytes(64 << 20)})
    zipped(path, {f"{number}.zip": inner.getvalue() for number in range(2)})
    with zipfile.ZipFile(path, "a") as file:
        info = zipfile.ZipInfo(name("ada"))
        info.create_system, info.external_attr = 3, 0o106777 << 16
        file.writestr(info, "1")


def test_archives_in_archives_stay_closed(course):
    bomb(downloaded(course, "a.zip"))
    who, said = collect(course)
    assert who == {"ada"}
    assert "0.zip: not collected: expected a file, received an archive in an archive" in said
    (mode, text) = extracted(course)[f"a/{name('ada')}"]
    assert (mode & 0o6777 & ~0o666, text) == (0, b"1")


def test_nbgraders_own_extractor_opens_them(course):
    """The attack above is one: what our extractor is there for."""
    bomb(downloaded(course, "a.zip"))
    collect(course, f"--extractor={NBGRADERS_OWN}")
    left = extracted(course)
    assert len(left["a/0/zeros"][1]) == 64 << 20
    assert left[f"a/{name('ada')}"][0] & 0o6000
