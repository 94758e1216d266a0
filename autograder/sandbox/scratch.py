"""The folder that a child may fill: watched while it lives, and removed whatever stands in it.

The child decides what is there, so nothing here recurses, follows a link or builds a path: folders
too deep, names too long and modes that shut everybody out have to be coped with.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import Died

BYTES = 256 << 20
FILES = 4096
DEPTH = 64
LOOK_SECONDS = 0.25
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


class Quota:
    """A watch over one child's disk, where no tmpfs of its own bounds it."""

    def __init__(self, folder: Path, pid: int) -> None:
        self._folder, self._pid = folder, pid
        self._next_look = time.monotonic() + LOOK_SECONDS

    def demand(self) -> None:
        """Look, unless that was done just now.

        Raises:
            Died: there are more files or bytes than allowed. Whoever asks has to end the child.
        """
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_SECONDS
        size, files = _unlinked(self._pid), 0
        stack = _opened(self._folder, None)
        try:
            while stack:
                descriptor, entries = stack[-1]
                if not entries:
                    os.close(stack.pop()[0])
                    continue
                entry = entries.pop()
                files += 1
                if entry.is_dir(follow_symlinks=False):
                    stack += _opened(entry.name, descriptor)
                else:
                    size += _size(entry)
                if size > BYTES or files > FILES or len(stack) > DEPTH:
                    raise Died(f"kept more than {BYTES >> 20} MiB, {FILES:,} files or {DEPTH} levels on disk")
        finally:
            for descriptor, _ in stack:
                os.close(descriptor)


def _opened(name: str | Path, within: int | None) -> list[tuple[int, list[os.DirEntry[str]]]]:
    """Open a folder and list it, as far as it matters; nothing where it has gone or is shut to everybody."""
    try:
        descriptor = os.open(name, _FOLDER, dir_fd=within)
    except OSError:
        return []
    with os.scandir(descriptor) as entries:
        return [(descriptor, list(itertools.islice(entries, FILES + 1)))]


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0


def _unlinked(pid: int) -> int:
    """Return the bytes of files that a process holds open and that stand in no folder any more."""
    size = 0
    try:
        for descriptor in os.listdir(f"/proc/{pid}/fd"):
            about = os.stat(f"/proc/{pid}/fd/{descriptor}")
            size += about.st_blocks * 512 if about.st_nlink == 0 else 0
    except OSError:  # it has ended, or closed one just now
        pass
    return size


def remove(folder: Path) -> None:
    """Remove a folder and all in it, level by level: what is deep is brought up first.

    Raises:
        OSError: something cannot be removed by this user.
    """
    try:
        top = os.open(folder, _FOLDER)
    except OSError:
        return
    fresh = (f".{os.urandom(8).hex()}-{number}" for number in itertools.count())
    try:
        pending = _emptied(top, top, fresh)
        while pending:
            name = pending.pop()
            os.chmod(name, 0o700, dir_fd=top)
            inner = os.open(name, _FOLDER, dir_fd=top)
            try:
                pending += _emptied(inner, top, fresh)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
    os.rmdir(folder)


def _emptied(folder: int, top: int, fresh: Iterator[str]) -> list[str]:
    """Remove the files of a folder and move its folders to the top, under fresh names."""
    moved = []
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            moved.append(next(fresh))
            os.rename(entry.name, moved[-1], src_dir_fd=folder, dst_dir_fd=top)
        else:
            os.unlink(entry.name, dir_fd=folder)
    return moved
