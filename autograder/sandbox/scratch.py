"""How much a child keeps on disk: looked at now and then, where no tmpfs of its own bounds it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from autograder.errors import Died

BYTES = 256 << 20
FILES = 4096
LOOK_SECONDS = 0.25


class Quota:
    """A watch over one scratch folder. Nothing there is opened, and no link is followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next_look = time.monotonic() + LOOK_SECONDS

    def demand(self) -> None:
        """Look, unless that was done just now.

        Raises:
            Died: there are more files or bytes than allowed. Whoever asks has to end the child.
        """
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_SECONDS
        size = files = 0
        folders = [str(self._folder)]
        while folders:
            try:
                entries = list(os.scandir(folders.pop()))
            except OSError:  # gone meanwhile
                continue
            for entry in entries:
                files += 1
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    size += _size(entry)
            if size > BYTES or files > FILES:
                raise Died(f"kept more than {BYTES >> 20} MiB or {FILES:,} files on disk")


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0
