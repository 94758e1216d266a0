"""The command line as a user has it: a subprocess, an exit code, two streams; and a course for seconds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder import assignment as assignments
from autograder import handout, variants
from tests.support import MINI, ROOT

SLUG = "99_mini"
WIDE = {"COLUMNS": "400"}  # so that no message is wrapped
QUICK_TIMEOUT = 120


def run(*arguments: str | Path, cwd: Path = ROOT, **more) -> subprocess.CompletedProcess[str]:
    """Run `autograder ARGUMENTS`."""
    return python("-m", "autograder", *arguments, cwd=cwd, **more)


def python(
    *arguments: str | Path, cwd: Path, env=None, seconds=QUICK_TIMEOUT, **more
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    outside_ci = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    env = {**outside_ci, **WIDE} if env is None else env
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=seconds, check=False, **more
    )


def copy_course(folder: Path) -> Path:
    """The small course, to break or to grade with a secret of its own."""
    shutil.copytree(MINI, folder, ignore=shutil.ignore_patterns("__pycache__", ".secret"))
    return folder


def numpy_course(folder: Path) -> Path:
    """The small course without its Keras exercise: grading starts in a second."""
    copy_course(folder)
    home, solutions = folder / "assignments" / SLUG, folder / "solutions" / SLUG
    config = (home / "assignment.toml").read_text(encoding="utf-8")
    config = config.removesuffix('[[exercises]]\nname = "make_layer"\ntoolbox = "keras"\npoints = 2\n')
    (home / "assignment.toml").write_text(config.replace("points = 10", "points = 8"), encoding="utf-8")
    text = (home / "mini.py").read_text(encoding="utf-8")
    before, after = text.split('# %% id="make_layer"')[0], text.split('# %% id="figure"')[1]
    (home / "mini.py").write_text(f'{before}# %% id="figure"{after}', encoding="utf-8")
    reference = (solutions / "reference.py").read_text(encoding="utf-8")
    kept = reference.split("\n\ndef make_layer")[0]
    (solutions / "reference.py").write_text(f"{kept}\n", encoding="utf-8")
    (solutions / "hidden" / "test_make_layer.py").unlink()
    return folder


def spoil(file: Path, old: str, new: str) -> None:
    """Change a text that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def notebook(root: Path, **answers: str) -> str:
    """The text of a notebook: the reference's answers, or others by the name of their exercise."""
    chosen = assignments.load(root, SLUG)
    return handout.write(handout.notebook(chosen, {**variants.reference_cells(chosen), **answers}))
