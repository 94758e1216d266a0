"""A course that grades in seconds, and one graded class for the tests that look at reports."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import model
from tests.cli.support import SLUG, notebook, numpy_course, run

WRONG = "def double(n):\n    return 2 * n + 1"


@pytest.fixture(scope="session")
def numpy_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course without Keras; for tests that leave it as it is."""
    return numpy_course(tmp_path_factory.mktemp("course") / "root")


@pytest.fixture
def own_root(tmp_path: Path) -> Path:
    """The same, to break."""
    return numpy_course(tmp_path / "root")


@pytest.fixture(scope="session")
def right(numpy_root: Path) -> str:
    return notebook(numpy_root)


@pytest.fixture(scope="session")
def wrong(numpy_root: Path) -> str:
    return notebook(numpy_root, double=WRONG)


@dataclass(frozen=True)
class Graded:
    """What one `autograder grade` said and wrote."""

    code: int
    stdout: str
    stderr: str
    out: Path
    cwd: Path

    def report(self, student: str) -> model.Report:
        return model.load(self.out / student / "report.json")

    def feedback(self, student: str) -> str:
        return (self.out / student / "feedback.html").read_text(encoding="utf-8")


Grade = Callable[..., Graded]


@pytest.fixture
def grade(numpy_root: Path, tmp_path: Path) -> Grade:
    """Run `autograder grade` in a fresh folder."""

    def run_grade(*paths: str | Path, root: Path = numpy_root, slug: str = SLUG, **more) -> Graded:
        done = run("grade", slug, *paths, "--out", "out", "--root", root, cwd=tmp_path, **more)
        return Graded(done.returncode, done.stdout, done.stderr, tmp_path / "out", tmp_path)

    return run_grade


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory, numpy_root: Path, right: str, wrong: str) -> Graded:
    """A folder of files, one a student, many of them odd, graded in one go."""
    home = tmp_path_factory.mktemp("odd")
    files = home / "files"
    files.mkdir()
    texts = {"right": right, "wrong": wrong, "=1+1": right, 'a, "b"': right, "\x1b[31mred": right}
    for name, text in texts.items():
        (files / f"{name}.ipynb").write_text(text, encoding="utf-8")
    (files / "script.py").write_text("# %%\ndef double(n):\n    return 2 * n\n", encoding="utf-8")
    (files / "latin.py").write_bytes(b"# %%\nname = '\xe9'\n")
    (files / "empty.ipynb").write_bytes(b"")
    (files / "not_json.ipynb").write_text(right[:-50], encoding="utf-8")
    (files / "folder.ipynb").mkdir()
    (files / "link.ipynb").symlink_to(files / "right.ipynb")
    (files / "dangling.ipynb").symlink_to(files / "nowhere.ipynb")
    (files / "test_public.py").write_text("raise SystemExit", encoding="utf-8")  # nobody's submission
    (files / "\x1b[31mwritten in.docx").write_bytes(b"PK")
    os.mkfifo(files / "pipe.ipynb")
    done = run("grade", SLUG, "files", "--out", "out", "--root", numpy_root, cwd=home)
    return Graded(done.returncode, done.stdout, done.stderr, home / "out", home)
