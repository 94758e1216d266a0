"""An archive of submissions is read as if whoever packed it were hostile.

No member says where anything is written: what is wanted is copied into files that we name. The whole
archive is refused if a name leads out of it or could be taken for another's, if a member is a link or
device, if it is encrypted or damaged, or if it unpacks to more than our budget. A member that is too
large, or an archive itself, is a fault of that member alone.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import UnreadableError
from autograder.submission import MAX_FILE_BYTES

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
MAX_MEMBERS = 10_000
MAX_NAME_BYTES = 255  # of one file or folder, as on common file systems
MAX_PATH_BYTES = 1024
MAX_MEMBER_BYTES = MAX_FILE_BYTES
MAX_BYTES = 2 << 30  # unpacked, and never more than
MAX_RATIO = 100  # times the size of the archive,
FREE_BYTES = 256 << 20  # but so much in any case
MAX_TABLE_BYTES = 4 << 20  # a zip's list of members
MAX_HEADER_BYTES = 4 << 10  # what a tar says before a member; its parser takes quadratic time over that
CHUNK_BYTES = 64 << 10

DRIVE = re.compile(r"[A-Za-z]:")
DIRECTING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # bidirectional classes
ZIP_KINDS = {0: "file", stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "a link"}
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack without a bound


@dataclass(frozen=True)
class Member:
    """A file or folder in an archive: where its bytes stand now, if they were wanted; or its fault."""

    name: PurePosixPath
    file: Path | None = None
    fault: str = ""
    folder: bool = False


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is an archive."""
    return name.lower().endswith(SUFFIXES)


def folded(name: str) -> str:
    """Return the same text for names that some file system takes for the same: NFC, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def unpack(
    path: Path, into: Path, *, wanted: Callable[[PurePosixPath], bool] = lambda _: True
) -> list[Member]:
    """Copy the wanted files of an archive into a folder, under numbers.

    Args:
        path: the archive, its type among `SUFFIXES`.
        into: an empty folder.
        wanted: which files to copy, by their names inside the archive.

    Returns:
        The members in the archive's order, without hidden ones.

    Raises:
        UnreadableError: the archive is refused; what stands in `into` must not be used.
    """
    most = min(MAX_BYTES, max(FREE_BYTES, MAX_RATIO * path.stat().st_size))
    try:
        with path.open("rb") as file:
            kind = path.name.lower().rpartition(".")[2]
            entries = _zip(file, most) if kind == "zip" else _tar(file, most, zipped=kind != "tar")
            return list(_members(entries, into, wanted, most))
    except UnreadableError as error:
        raise UnreadableError(f"{path.name} is refused: {error}") from error


@dataclass(frozen=True)
class _Entry:
    """A member as the archive describes it. `kind` is "file", "folder", or what it is instead."""

    name: str
    kind: str
    chunks: Iterable[bytes]


def _members(
    entries: Iterable[_Entry], into: Path, wanted: Callable[[PurePosixPath], bool], most: int
) -> Iterator[Member]:
    taken: dict[str, tuple[str, bool]] = {}
    unpacked = 0
    for number, entry in enumerate(entries, start=1):
        if number > MAX_MEMBERS:
            raise UnreadableError(f"expected at most {MAX_MEMBERS:,} members, received more")
        name = checked(entry.name)
        if any(part.startswith(".") or part == "__MACOSX" for part in name.parts) or not name.parts:
            continue
        if entry.kind not in ("file", "folder"):
            raise UnreadableError(f"expected files and folders, received {entry.kind}: {entry.name!r}")
        _take(taken, name, entry.kind == "folder")
        file, fault = None, ""
        if entry.kind == "file" and is_archive(name.name):
            fault = f"expected a file, received an archive in an archive, {name.name!r}: unpack it yourself"
        elif entry.kind == "file" and wanted(name):
            file = into / str(number)
            size = _copy(entry.chunks, file)
            unpacked += size
            _demand_within(unpacked, most)
            if size > MAX_MEMBER_BYTES:
                file, fault = (
                    None,
                    f"expected at most {MAX_MEMBER_BYTES >> 20} MiB, received more: clear outputs",
                )
        yield Member(name, file, fault, folder=entry.kind == "folder")


def checked(name: str) -> PurePosixPath:
    """Return a member's name as a path, which leads nowhere but down; `.` for the archive's own folder.

    Raises:
        UnreadableError: it leads elsewhere, or may be shown or stored as another name.
    """
    if odd := _oddity(name):
        raise UnreadableError(f"expected plain relative names, received {odd}: {name[:100]!r}")
    return PurePosixPath(name)


def _oddity(name: str) -> str:
    if any(unicodedata.category(char) == "Cs" for char in name):
        return "one that is not UTF-8"
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in name):
        return "one with a control character"
    if any(unicodedata.bidirectional(char) in DIRECTING for char in name):
        return "one that turns its direction"
    if name.startswith("/") or DRIVE.match(name):
        return "an absolute one"
    if "\\" in name:
        return "one with a backslash"
    parts = name.split("/")
    if ".." in parts:
        return "one that leads up"
    if len(name.encode()) > MAX_PATH_BYTES or any(len(part.encode()) > MAX_NAME_BYTES for part in parts):
        return "one that is too long"
    return ""


def _take(taken: dict[str, tuple[str, bool]], name: PurePosixPath, folder: bool) -> None:
    """Note a member's name and its folders' names; refuse one that another member goes by."""
    for path in (name, *name.parents[:-1]):
        key, claim = folded(str(path)), (str(path), folder)
        if key in taken and (taken[key] != claim or not folder):
            raise UnreadableError(f"expected names that differ, received {taken[key][0]!r} and {str(path)!r}")
        if key in taken:
            return
        taken[key] = claim
        folder = True


def _demand_within(size: int, most: int) -> None:
    if size > most:
        raise UnreadableError(f"expected at most {most >> 20:,} MiB unpacked, received more")


def _copy(chunks: Iterable[bytes], to: Path) -> int:
    """Write a member, and stop where it has grown too large. Return the number of bytes that came."""
    size = 0
    with to.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            file.write(chunk)
            if size > MAX_MEMBER_BYTES:
                break
    return size


def _zip(file: IO[bytes], most: int) -> Iterator[_Entry]:
    stream = _Metered(file, furthest=most)
    stream.allowed = MAX_TABLE_BYTES
    with _parsing(), zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            kind = ZIP_KINDS.get(stat.S_IFMT(info.external_attr >> 16), "a device or pipe")
            if kind == "file" and info.orig_filename.endswith("/"):
                kind = "folder"
            if info.flag_bits & 1:
                raise UnreadableError(f"expected no password, received one: {info.orig_filename[:100]!r}")
            yield _Entry(info.orig_filename, kind, _unzipped(archive, info, stream))


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, stream: _Metered) -> Iterator[bytes]:
    stream.allowed = MAX_BYTES  # from here on it reads small pieces, and what comes of them is counted
    if info.compress_type not in ZIP_METHODS:
        raise UnreadableError(f"expected stored or deflated members, received {info.orig_filename[:100]!r}")
    with _parsing(), archive.open(info) as member:
        while chunk := member.read(CHUNK_BYTES):
            yield chunk


def _tar(file: IO[bytes], most: int, *, zipped: bool) -> Iterator[_Entry]:
    stream = _Metered(gzip.GzipFile(fileobj=file) if zipped else file, furthest=most)
    stream.allowed = MAX_HEADER_BYTES
    with _parsing(), tarfile.open(fileobj=stream, mode="r:", encoding="utf-8") as archive:  # type: ignore[call-overload]  # it reads, seeks and tells, which is all that tarfile needs
        while (info := archive.next()) is not None:
            if info.size < 0:  # it would lead the parser back to where it has been
                raise UnreadableError(
                    f"expected members with a size, received {info.size}: {info.name[:100]!r}"
                )
            yield _Entry(info.name, _tar_kind(info), _untarred(stream, info))
            stream.allowed = MAX_HEADER_BYTES
    if stream.last != bytes(tarfile.BLOCKSIZE):  # tarfile takes whatever it cannot read for the end
        raise UnreadableError("expected a tar to its end, received one that is damaged")


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "a link"
    if info.isreg():
        return "a file with holes" if info.issparse() else "file"
    return "folder" if info.isdir() else "a device or pipe"


def _untarred(stream: _Metered, info: tarfile.TarInfo) -> Iterator[bytes]:
    with _parsing():
        stream.seek(info.offset_data)
        left = info.size
        while left:
            stream.allowed = CHUNK_BYTES
            chunk = stream.read(min(CHUNK_BYTES, left))
            if not chunk:
                raise EOFError("it ends within a member")
            left -= len(chunk)
            yield chunk


@contextmanager
def _parsing() -> Iterator[None]:
    """Turn whatever a parser raises over hostile bytes into a reason."""
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:  # zipfile, tarfile, gzip and zlib promise no types
        what = f"{type(error).__name__}: {error}"
        raise UnreadableError(
            f"expected a whole archive, received one that cannot be read ({what})"
        ) from error


class _Metered:
    """What a parser reads from: `allowed` bytes until it is set anew, and none past a point."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, *, furthest: int) -> None:
        self.allowed, self.last = 0, b""
        self._file, self._furthest = file, furthest
        self.tell, self.seekable = file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Read; `last` keeps the answer."""
        self.last = self._file.read(min(size, self.allowed + 1) if size >= 0 else self.allowed + 1)
        self.allowed -= len(self.last)
        if self.allowed < 0:
            raise UnreadableError("expected short descriptions of members, received one that is too long")
        return self.last

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, which in a compressed file unpacks what lies before."""
        _demand_within(offset, self._furthest)
        return self._file.seek(offset, whence)
