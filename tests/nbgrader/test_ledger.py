"""What nbgrader commits is sent, and lasts when the ledger says so."""

import os
import sqlite3
import sys
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from autograder.notebook.ledger import Ledger


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A gradebook that was made before, with ada in it."""
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])  # alembic
    file = tmp_path / "gradebook.db"
    with Gradebook(f"sqlite:///{file}", "course") as gradebook:
        gradebook.add_student("ada")
    return file


def students(file):
    """Who is in the file, as another program sees it."""
    with closing(sqlite3.connect(file)) as connection:
        return sorted(row[0] for row in connection.execute("SELECT id FROM student"))


def test_commit_and_rollback_are_the_ledgers(file):
    """Each opening sees what earlier ones wrote, under any course; others see it when the ledger commits."""
    ledger = Ledger()
    with ledger.instead():
        for course in ("course", "another"):
            with Gradebook(f"sqlite:///{file}", course) as gradebook:
                gradebook.add_student(f"bob of {course}")
                gradebook.db.commit()
        with Gradebook(f"sqlite:///{file}") as gradebook:
            assert len(gradebook.students) == 3
        assert students(file) == ["ada"]
        ledger.rollback()
        with Gradebook(f"sqlite:///{file}", "course") as gradebook:
            assert [student.id for student in gradebook.students] == ["ada"]
            gradebook.add_student("cyd")
        ledger.commit()
        assert students(file) == ["ada", "cyd"]
        with Gradebook(f"sqlite:///{file}", "course") as gradebook:
            gradebook.add_student("dan")

    assert students(file) == ["ada", "cyd"]
    with Gradebook(f"sqlite:///{file}", "course") as gradebook:
        gradebook.add_student("eve")
    assert students(file) == ["ada", "cyd", "eve"]


def test_what_is_not_committed_is_forgotten_by_the_next_opening(file):
    """As nbgrader has it: closing a gradebook drops what was only changed in memory."""
    ledger = Ledger()
    with ledger.instead():
        with Gradebook(f"sqlite:///{file}", "course") as gradebook:
            gradebook.find_student("ada").first_name = "Ada"
        with Gradebook(f"sqlite:///{file}", "course") as gradebook:
            assert gradebook.find_student("ada").first_name is None
