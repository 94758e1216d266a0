"""Archives as no honest program packs them, and what becomes of them."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.archives import unpack
from autograder.errors import UnreadableError

KINDS = ("class.zip", "class.tar", "class.tar.gz", "class.tgz", "CLASS.ZIP")
LINK, FIFO, DEVICE = 0o120777, 0o010666, 0o020666  # kinds of file, as a zip made on Unix gives them


def zipped(path: Path, members: Iterable[tuple[str, bytes]], *, mode: int = 0, method: int = 8) -> Path:
    """Write a zip, of members of one mode, compressed by one method."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members:
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            info.create_system, info.external_attr = 3, mode << 16
            file.NameToInfo.clear()  # or it would warn of a name that stands there twice
            file.writestr(info, data)
    return path


def tarred(path: Path, members: Iterable[tuple[str, bytes] | tarfile.TarInfo]) -> Path:
    """Write a tar, compressed if its name says so. A TarInfo comes without data, whatever its size."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", encoding="utf-8", errors="surrogateescape") as file:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                file.fileobj.write(header := member.tobuf(errors="surrogateescape"))
                file.offset += len(header)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                file.addfile(info, io.BytesIO(member[1]))
    data = raw.getvalue()
    path.write_bytes(data if path.suffix == ".tar" else gzip.compress(data))
    return path


def header(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info


def packed(path: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """Write an archive of the kind that its name says."""
    return zipped(path, members) if path.suffix.lower() == ".zip" else tarred(path, members)


def unpacked(path: Path, **more) -> dict[str, bytes | str | None]:
    """What each member of an archive became: its bytes, its fault, or nothing."""
    into = path.parent / "into"
    into.mkdir()
    before = inventory(path.parent)
    members = unpack(path, into, **more)
    assert {path for path in inventory(path.parent) - before if path.parent != into} == set()
    assert all(path.name.isdecimal() for path in into.iterdir())
    return {str(one.name): one.fault or (one.file and one.file.read_bytes()) for one in members}


def inventory(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def refused(path: Path, words: str = "is refused", **more) -> None:
    with pytest.raises(UnreadableError, match=words) as raised:
        unpacked(path, **more)
    assert str(raised.value).startswith(f"{path.name} is refused: expected ")
