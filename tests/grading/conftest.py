"""A class that is graded again."""

import pytest
from rich.console import Console

from autograder import assignment as assignments
from autograder import batch, intake, model
from tests.cli.support import SLUG, notebook, numpy_course
from tests.support import lasting

SIGNLESS = "def double(n):\n    return 2 * abs(n)"


class Class:
    """A course of one class, and what its last run graded: exercises by student, None for all."""

    def __init__(self, home, monkeypatch):
        self.root, self.files, self.home = numpy_course(home / "root"), home / "files", home
        self.files.mkdir()
        for name, text in {"ada": notebook(self.root), "bob": notebook(self.root, double=SIGNLESS)}.items():
            self.hand_in(name, text)
        self.hand_in("eve", "")
        self.graded = {}
        plain = batch.jobs.here

        def watched(*args, **more):
            grade = plain(*args, **more)

            def noted(jobs):
                for job in jobs:
                    self.graded[job.student] = job.exercises
                    yield job

            return lambda jobs, on_report: grade(noted(jobs), on_report)

        monkeypatch.setattr(batch.jobs, "here", watched)

    def hand_in(self, name, text):
        (self.files / f"{name}.ipynb").write_text(text, encoding="utf-8")

    def grade(self, out="out", **more):
        self.graded.clear()
        chosen = assignments.load(self.root, SLUG)
        found = intake.find([self.files], slug=SLUG, notebook=chosen.notebook_name)
        return batch.grade(chosen, found, out=self.home / out, console=Console(quiet=True), **more)

    def report(self, student, out="out"):
        return model.load(self.home / out / student / "report.json")

    def written(self, out="out", but=""):
        folder = self.home / out
        files = [path for path in folder.rglob("*") if path.is_file() and path.name != but]
        return {path.relative_to(folder): lasting(path) for path in files}


@pytest.fixture
def graded(tmp_path, monkeypatch):
    """A class of three, graded once: a right one, a wrong one, and an empty file."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "a secret of some length, and no other")
    made = Class(tmp_path, monkeypatch)
    first = made.grade()
    assert first.why == dict.fromkeys(["ada", "bob", "eve"], "new")
    assert made.graded == {"ada": None, "bob": None}
    assert [report.score for report in first.reports] == [8, 5, None]
    return made
