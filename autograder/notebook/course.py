"""Write an nbgrader course: its configuration, and each assignment's notebook under source/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder import assignment as assignments
from autograder import grading, handout

CONFIG = '''"""Written by `autograder course`; yours to edit. nbgrader's own commands work in this folder."""

import os
import sys

c = get_config()  # noqa: F821  (nbgrader provides it)

# nbgrader calls `alembic` by name, so its folder must be on the path.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]

c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = {folder!r}

# Stubs are the handout's own text, so there is nothing to clear from solution cells.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Archives from a learning platform are unpacked within bounds, and lead nowhere else.
c.ZipCollectApp.extractor_plugin = "autograder.notebook.extractor.Extractor"

# No kernel runs a student's notebook: hidden tests ask the student's code behind the wall, and the
# scores come from those tests.
c.Autograde.pre_convert_hook = "autograder.notebook.exporter.expect_notebooks"
c.Autograde.exporter_class = "autograder.notebook.exporter.CleanExporter"
c.Autograde.sanitize_preprocessors = ["autograder.notebook.exporter.RepairCells"]
c.Autograde.autograde_preprocessors = [
    "autograder.notebook.preprocessor.HiddenTests",
    "nbgrader.preprocessors.AssignLatePenalties",
]
c.HiddenTests.root = {root!r}
# What students see of a known mistake: 1 the lost facts, 2 its name and a question, 3 also where to read.
c.HiddenTests.hints = 2
'''


def write(folder: Path, root: Path) -> Iterator[Path]:
    """Write the course of all assignments.

    Args:
        folder: where; a configuration that is there already is left alone, sources are replaced.
        root: the workbook's folder, with assignments/ and solutions/.

    Yields:
        The files written.

    Raises:
        CourseError: an assignment is broken; points are taken from its hidden tests.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(
            CONFIG.format(course_id=folder.name, folder=str(folder), root=str(root)), encoding="utf-8"
        )
        yield config
    for slug in assignments.slugs(root):
        chosen = assignments.load(root, slug)
        source = folder / "source" / slug
        source.mkdir(parents=True, exist_ok=True)
        book = source / f"{chosen.notebook_name}.ipynb"
        book.write_text(
            handout.write(handout.notebook(chosen, points=grading.worth(chosen))), encoding="utf-8"
        )
        yield book
        for name in ("test_public.py", "CHANGES.md"):
            if (chosen.folder / name).is_file():
                (source / name).write_bytes((chosen.folder / name).read_bytes())
                yield source / name
