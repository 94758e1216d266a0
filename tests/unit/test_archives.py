"""What may stand in an archive, and that nothing in one says where anything is written."""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.archives import Member, checked, folded, is_archive, unpack
from autograder.errors import UnreadableError
from tests.unit.packing import (
    DEVICE,
    FIFO,
    KINDS,
    LINK,
    header,
    inventory,
    packed,
    refused,
    tarred,
    unpacked,
    zipped,
)


@pytest.mark.parametrize("kind", KINDS)
def test_files_come_under_numbers(tmp_path, kind):
    members = {"ada/x.ipynb": b"1", "grace hopper/é.py": b"2" * 100_000, "empty": b"", "a/b/c/d": b"3"}
    assert unpacked(packed(tmp_path / kind, members.items())) == members


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_wanted_is_written(tmp_path, kind):
    path = packed(tmp_path / kind, [("a.ipynb", b"1"), ("a.png", b"2")])
    assert unpacked(path, wanted=lambda name: name.suffix == ".ipynb") == {"a.ipynb": b"1", "a.png": None}


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_members_are_passed_over(tmp_path, kind):
    names = ["__MACOSX/._ada.ipynb", ".DS_Store", "ada/.ipynb_checkpoints/x.ipynb", "ada/.venv/bin/python"]
    path = packed(tmp_path / kind, [(name, b"x") for name in [*names, "ada/x.ipynb"]])
    assert unpacked(path) == {"ada/x.ipynb": b"x"}


def test_folders_are_members(tmp_path):
    assert unpacked(zipped(tmp_path / "a.zip", [("ada/", b""), ("ada/01/", b"")])) == {
        "ada": None,
        "ada/01": None,
    }


def test_tar_of_the_folder_one_stands_in(tmp_path):
    path = tarred(tmp_path / "a.tar", [header(".", tarfile.DIRTYPE), ("./ada/x.ipynb", b"1")])
    assert unpacked(path) == {"ada/x.ipynb": b"1"}


NAMES = {
    "up": ("../x.ipynb", "leads up"),
    "up again": ("ada/../../x.ipynb", "leads up"),
    "up inside": ("ada/../x.ipynb", "leads up"),
    "up where it is hidden": ("__MACOSX/../../x.ipynb", "leads up"),
    "absolute": ("/etc/x.ipynb", "an absolute one"),
    "drive": ("C:/x.ipynb", "an absolute one"),
    "drive without a root": ("c:x.ipynb", "an absolute one"),
    "backslash": ("..\\x.ipynb", "a backslash"),
    "share": ("\\\\host\\x.ipynb", "a backslash"),
    "escape": ("\x1b[2Jx.ipynb", "a control character"),
    "line": ("x\n.ipynb", "a control character"),
    "line of another kind": ("x\u2028.ipynb", "a control character"),
    "delete": ("x\x7f.ipynb", "a control character"),
    "direction": ("x\u202ebnypi.py", "turns its direction"),
    "direction, isolated": ("x\u2066.ipynb", "turns its direction"),
    "long": ("x" * 256, "too long"),
    "long in bytes": ("é" * 128, "too long"),
    "deep": ("x/" * 513 + "x", "too long"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "words"), NAMES.values(), ids=NAMES.keys())
def test_hostile_name_refuses_the_archive(tmp_path, kind, name, words):
    refused(packed(tmp_path / kind, [("ada.ipynb", b"x"), (name, b"x")]), words)


def test_name_is_read_to_its_end(tmp_path):
    """zipfile itself cuts a name at a zero byte."""
    refused(zipped(tmp_path / "a.zip", [("x.ipynb\0.py", b"x")]), "a control character")


def test_bytes_that_are_no_text_are_no_name(tmp_path):
    refused(tarred(tmp_path / "a.tar", [("x\udcff.ipynb", b"x")]), "not UTF-8")


def test_name_says_utf8_and_is_not(tmp_path):
    path = zipped(tmp_path / "a.zip", [("é.ipynb", b"x")])
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xfe"))
    refused(path, "cannot be read")


@pytest.mark.parametrize(
    "name", ["x" * 255, "ada:b", "été", "emoji 👩\u200d🎓", "a  b", "...x", "-rf", "a~", "Ω/ω/x"]
)
def test_odd_names_are_names(name):
    assert checked(name) == PurePosixPath(name)


SAME = {
    "twice": ("x.ipynb", "x.ipynb"),
    "capital": ("Ada.ipynb", "ada.ipynb"),
    "sharp s": ("straße", "STRASSE"),
    "composed": ("\u00e9.ipynb", "e\u0301.ipynb"),
    "dots": ("ada/x", "ada/./x"),
    "slashes": ("ada/x", "ada//x"),
    "folder": ("Ada/x", "ada/y"),
    "file and folder": ("ada", "ada/x"),
    "folder and file": ("ada/x", "ada"),
    "file and its other folder": ("ADA", "ada/x"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("names", SAME.values(), ids=SAME.keys())
def test_names_must_differ(tmp_path, kind, names):
    refused(packed(tmp_path / kind, [(name, b"x") for name in names]), "names that differ")


def test_folder_may_be_named_again(tmp_path):
    path = tarred(
        tmp_path / "a.tar", [header("ada", tarfile.DIRTYPE), ("ada/x", b""), header("ada", tarfile.DIRTYPE)]
    )
    assert unpacked(path) == {"ada": None, "ada/x": b""}


@pytest.mark.parametrize("kind", [LINK, FIFO, DEVICE])
def test_only_files_and_folders_stand_in_a_zip(tmp_path, kind):
    refused(
        zipped(tmp_path / "a.zip", [("x.ipynb", b"/etc/passwd")], mode=kind),
        "received a (link|device or pipe)",
    )


TYPES = {
    "link": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "pipe": tarfile.FIFOTYPE,
    "disk": tarfile.BLKTYPE,
    "terminal": tarfile.CHRTYPE,
    "file with holes": tarfile.GNUTYPE_SPARSE,
    "volume": b"V",
    "unknown": b"z",
}


@pytest.mark.parametrize("suffix", ["tar", "tgz"])
@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES.keys())
def test_only_files_and_folders_stand_in_a_tar(tmp_path, kind, suffix):
    path = tarred(tmp_path / f"a.{suffix}", [("ada.ipynb", b"x"), header("x.ipynb", kind, link="ada.ipynb")])
    refused(path, "expected files and folders, received a")


def test_password(tmp_path):
    path = zipped(tmp_path / "a.zip", [("x.ipynb", b"x")])
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    refused(path, "no password")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_refused(tmp_path, method):
    refused(zipped(tmp_path / "a.zip", [("x.ipynb", b"x")], method=method), "stored or deflated")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["more.zip", "more.tar", "more.TGZ", "more.tar.gz"])
def test_archive_in_an_archive_is_not_opened(tmp_path, kind, name):
    got = unpacked(packed(tmp_path / kind, [(name, b"x"), ("x.ipynb", b"1")]))
    assert got == {name: got[name], "x.ipynb": b"1"}
    assert "an archive in an archive" in got[name]


def test_name_tells_an_archive():
    assert [is_archive(f"x{end}") for end in (".zip", ".tar", ".tar.gz", ".TGZ")] == [True] * 4
    assert [is_archive(f"x{end}") for end in ("", ".gz", ".ipynb", ".zip.ipynb", "zip")] == [False] * 5


@given(st.text(max_size=20))
def test_folded_names_stay_folded(name):
    assert folded(folded(name)) == folded(name)


PARTS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "a",
        "A",
        "é",
        "e\u0301",
        "C:",
        "\\",
        "\0",
        "\x1b",
        "\u202e",
        "x.zip",
        "\udcff",
        "x" * 256,
    ]
)
WRITTEN = st.lists(PARTS | st.text(max_size=6), min_size=1, max_size=4).map("/".join)


@given(st.lists(WRITTEN, min_size=1, max_size=4), st.sampled_from(["a.zip", "a.tar", "a.tgz"]))
def test_no_name_leads_anywhere(names, kind):
    """Whatever an archive's members are called, files come under numbers or the archive is refused."""
    with tempfile.TemporaryDirectory() as home:
        into = Path(home, "a", "into")
        into.mkdir(parents=True)
        try:
            path = packed(Path(home, kind), [(name, b"x") for name in names])
        except (UnicodeEncodeError, ValueError):
            return  # no archive can bear this name
        before = inventory(Path(home))
        try:
            members = unpack(path, into)
        except UnreadableError:
            members = []
        assert {path.parent for path in inventory(Path(home)) - before} <= {into}
        for member in members:
            assert (into / "x" / member.name).resolve().is_relative_to(into / "x")


@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(["a.zip", "a.tar", "a.tgz"]))
def test_any_bytes_are_members_or_a_sentence(raw, place, kind):
    """Bytes of an archive are replaced by others; the outcome is a list or a refusal, nothing else."""
    with tempfile.TemporaryDirectory() as home:
        path = packed(Path(home, kind), [("ada/x.ipynb", b"1" * 100), ("bob/x.ipynb", b"2")])
        whole = path.read_bytes()
        place %= len(whole)
        path.write_bytes(whole[:place] + raw + whole[place + len(raw) :])
        with suppress(UnreadableError):
            assert all(isinstance(member, Member) for member in unpack(path, Path(home)))
