"""How large an archive may grow, and that one which is damaged is refused rather than read in part."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile

import pytest

from autograder import archives
from tests.unit.packing import KINDS, header, packed, refused, tarred, unpacked, zipped


@pytest.mark.parametrize("kind", KINDS)
def test_large_member_is_a_fault_of_its_own(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(archives, "MAX_MEMBER_BYTES", 1 << 20)
    path = packed(tmp_path / kind, [("bomb", bytes(9 << 20)), ("limit", bytes(1 << 20)), ("x", b"1")])
    got = unpacked(path)
    assert got == {"bomb": got["bomb"], "limit": bytes(1 << 20), "x": b"1"}
    assert "at most 1 MiB" in got["bomb"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("limit", ["FREE_BYTES", "MAX_BYTES"])
def test_sum_is_bounded(tmp_path, monkeypatch, kind, limit):
    monkeypatch.setattr(archives, "MAX_RATIO", 0)
    monkeypatch.setattr(archives, limit, 3 << 20)
    path = packed(tmp_path / kind, [(str(number), bytes(1 << 20)) for number in range(4)])
    refused(path, "at most 3 MiB unpacked")


@pytest.mark.parametrize("kind", ["class.zip", "class.tgz"])
def test_large_archives_may_unpack_to_more(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(archives, "FREE_BYTES", 1 << 10)
    path = packed(tmp_path / kind, [("x", os.urandom(1 << 20)), ("y", bytes(1 << 20))])
    assert len(unpacked(path)) == 2


def test_what_is_not_wanted_counts_where_it_must_be_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_BYTES", 3 << 20)
    members = [("weights.h5", bytes(8 << 20)), ("x.ipynb", b"1")]
    refused(packed(tmp_path / "a.tgz", members), "at most 3 MiB", wanted=lambda name: name.suffix == ".ipynb")


@pytest.mark.parametrize("kind", KINDS)
def test_members_are_counted(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 50)
    refused(packed(tmp_path / kind, [(f".{number}", b"") for number in range(51)]), "at most 50 members")


def test_table_of_a_zip_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TABLE_BYTES", 1 << 10)
    refused(zipped(tmp_path / "a.zip", [(str(number), b"") for number in range(100)]), "descriptions")


@pytest.mark.parametrize("size", [0, 1, 4999, 1 << 30])
def test_declared_size_is_not_believed(tmp_path, size):
    """What comes out counts; less than that is damage."""
    path = zipped(tmp_path / "a.zip", [("x.ipynb", bytes(5000))])
    raw = bytearray(path.read_bytes())
    table = raw.index(b"PK\x01\x02")
    raw[table + 24 : table + 28] = struct.pack("<I", size)
    path.write_bytes(raw)
    if size < 5000:
        refused(path, "Bad CRC-32")
    else:
        assert unpacked(path) == {"x.ipynb": bytes(5000)}


PAX = {
    "long": ({"comment": "x" * 5000}, "too long"),
    "digits": ({"comment": "1" * 200_000}, "too long"),  # over which its parser takes a minute
    "size": ({"size": "-1024"}, "received -1024"),
    "huge size": ({"size": str(1 << 62)}, "cannot be read"),
    "size without end": ({"size": "9" * 3000}, "cannot be read"),
    "name": ({"path": "../../x"}, "leads up"),
    "map of holes": ({"GNU.sparse.map": "0,1", "GNU.sparse.size": "1"}, "a file with holes"),
    "holes": ({"GNU.sparse.size": str(1 << 60), "GNU.sparse.numblocks": "1"}, "a file with holes"),
    "holes said later": ({"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}, "cannot be read"),
}


@pytest.mark.parametrize("suffix", ["tar", "tgz"])
@pytest.mark.parametrize(("said", "words"), PAX.values(), ids=PAX.keys())
def test_what_a_tar_says_before_a_member_is_bounded(tmp_path, said, words, suffix):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as file:
        info = header("x.ipynb", size=3)
        info.pax_headers = said
        file.addfile(info, io.BytesIO(b"1\n\n"))
        file.addfile(header("y.ipynb"))
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(raw.getvalue() if suffix == "tar" else gzip.compress(raw.getvalue()))
    refused(path, words)


@pytest.mark.parametrize(
    "kind", [tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE]
)
def test_long_header_is_not_read(tmp_path, kind):
    """It says that a name of a gibibyte follows."""
    refused(
        tarred(tmp_path / "a.tgz", [header("x", kind, size=1 << 30), ("pad", bytes(1 << 20))]),
        "too long",
    )


def test_negative_size_does_not_lead_back(tmp_path):
    """The parser would find the same members over and over."""
    refused(tarred(tmp_path / "a.tgz", [("x", b"1"), header("y", size=-1024), ("z", b"1")]), "received -1024")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.5, 0.7, 0.97])
def test_archive_that_is_cut_off_is_refused(tmp_path, kind, share):
    path = packed(tmp_path / kind, [(f"{number}.ipynb", os.urandom(3000)) for number in range(9)])
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    if path.suffix == ".tar" and share == 0.97:  # a tar ends in zeros
        assert len(unpacked(path)) == 9
    else:
        refused(path)


@pytest.mark.parametrize("kind", ["class.tar", "class.tgz"])
def test_tar_is_read_to_its_end(tmp_path, kind):
    """Python's own reader takes a damaged header for the end, and would lose the students after it."""
    path = tarred(tmp_path / kind, [("ada.ipynb", b"1"), header("bob.ipynb"), ("cy.ipynb", b"3")])
    raw = bytearray(path.read_bytes() if kind == "class.tar" else gzip.decompress(path.read_bytes()))
    raw[1024:1030] = b"damage"
    path.write_bytes(raw if kind == "class.tar" else gzip.compress(raw))
    refused(path, "to its end")


def test_damaged_member_refuses_a_zip(tmp_path):
    path = zipped(tmp_path / "a.zip", [("x.ipynb", b"some text"), ("y.ipynb", b"1")], method=0)
    path.write_bytes(path.read_bytes().replace(b"some text", b"same text"))
    refused(path, "Bad CRC-32")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [b"hello", b"PK\x05\x06", bytes(5000), b"\x1f\x8b\x08" + bytes(20)])
def test_other_files_are_no_archives(tmp_path, kind, raw):
    path = tmp_path / kind
    path.write_bytes(raw)
    if raw == bytes(5000) and path.suffix == ".tar":
        assert unpacked(path) == {}  # an empty tar is zeros
    else:
        refused(path)
