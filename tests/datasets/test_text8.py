"""A small file of text8's format: read from a copy, fetched with its checksum, refused otherwise."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from autograder.datasets import TEXT8, text8
from autograder.errors import NotRun
from tests.datasets.support import source_of

SMALL = b" the king and the queen and the crown"


def small(folder, raw=SMALL, member="text8"):
    with zipfile.ZipFile(folder / "small.zip", "w") as archive:
        archive.writestr(member, raw)
    return folder / "small.zip"


@pytest.fixture(autouse=True)
def no_copy(monkeypatch):
    monkeypatch.delenv(TEXT8.copy, raising=False)


def test_words_are_numbered_by_how_often_they_occur(tmp_path):
    found = text8(small(tmp_path))

    assert found.words == ("the", "and", "king", "queen", "crown")
    assert found.ids.tolist() == [0, 2, 1, 0, 3, 1, 0, 4]
    assert found.ids.dtype == np.int32


def test_environment_names_a_copy(tmp_path, monkeypatch):
    monkeypatch.setenv(TEXT8.copy, str(small(tmp_path)))

    assert len(text8().ids) == 8


def test_file_is_fetched_once(tmp_path):
    file = small(tmp_path)
    source = source_of(file, TEXT8.copy)

    first = text8(source=source, cache=tmp_path / "cache")
    file.unlink()
    again = text8(source=source, cache=tmp_path / "cache")

    assert again.words == first.words


def test_other_bytes_are_refused(tmp_path):
    source = source_of(small(tmp_path), TEXT8.copy, sha256="0" * 64)

    with pytest.raises(NotRun, match=f"small.zip cannot be fetched.*{TEXT8.copy}"):
        text8(source=source, cache=tmp_path / "cache")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"the King", r"received b'K' at byte 4 of 8"),
        (b"the\nking", r"received b'\\n' at byte 3 of 8"),
        (b"", "received b'' at byte 0 of 0"),
        (b"   ", "received b' ' at byte 0 of 3"),
        ("café".encode(), r"received b'\\xc3' at byte 3 of 5"),
    ],
)
def test_other_letters_are_refused(tmp_path, raw, why):
    with pytest.raises(NotRun, match=rf"small\.zip is no text as text8\.zip is: .*{why}"):
        text8(small(tmp_path, raw))


def test_other_member_is_refused(tmp_path):
    with pytest.raises(NotRun, match=r"small\.zip is no text as text8\.zip is: .*text8"):
        text8(small(tmp_path, member="text9"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", SMALL])
def test_broken_file_is_refused(tmp_path, content):
    (tmp_path / "broken.zip").write_bytes(content)

    with pytest.raises(NotRun, match=r"broken\.zip is no text"):
        text8(tmp_path / "broken.zip")


def test_damaged_words_are_refused(tmp_path):
    file = small(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"king", b"ring", 1))

    with pytest.raises(NotRun, match="CRC"):
        text8(file)


def test_absent_copy_is_refused(tmp_path):
    with pytest.raises(NotRun, match=r"absent\.zip"):
        text8(tmp_path / "absent.zip")
