"""Unpacks what `nbgrader zip_collect` finds, by the rules of autograder.archives.

nbgrader's own extractor has no bound on sizes or counts, follows links, and opens archives in archives
for as long as it finds any.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.plugins import ExtractorPlugin

from autograder.archives import SUFFIXES, unpack
from autograder.errors import UnreadableError
from autograder.text import one_line


class Extractor(ExtractorPlugin):
    """Fills the folder that nbgrader collects from; what is refused is said, and stops nothing else."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Copy the plain files of a folder and its folders, and unpack the archives among them.

        Args:
            archive_path: what was downloaded.
            extracted_path: an empty folder; an archive's members go into a folder of its name.
        """
        for root, _, names in os.walk(archive_path):
            folder = Path(extracted_path, Path(root).relative_to(archive_path))
            folder.mkdir(parents=True, exist_ok=True)
            for name in sorted(names):
                try:
                    self._place(Path(root, name), folder)
                except (UnreadableError, OSError) as error:
                    self.log.error("%s: nothing collected: %s", one_line(name), one_line(str(error)))

    def _place(self, file: Path, folder: Path) -> None:
        if file.is_symlink() or not file.is_file():
            raise UnreadableError("expected a plain file")
        suffix = next((suffix for suffix in SUFFIXES if file.name.lower().endswith(suffix)), None)
        if suffix is None:
            shutil.copyfile(file, folder / file.name)
            return
        with TemporaryDirectory(dir=folder) as spool:
            members = unpack(file, Path(spool))
            home = folder / file.name[: -len(suffix)]
            home.mkdir()
            for member in members:
                if member.fault:
                    self.log.error(
                        "%s: not collected: %s", one_line(str(member.name)), one_line(member.fault)
                    )
                elif member.file is not None:
                    (home / member.name).parent.mkdir(parents=True, exist_ok=True)
                    member.file.replace(home / member.name)
