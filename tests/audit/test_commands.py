"""`autograder audit` in four formats, and `autograder new`, which writes what passes it."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import pytest

from autograder import audit
from autograder.audit import rendering
from tests.audit.course import SOLUTIONS, whole_course
from tests.cli.support import SLUG, run, spoil
from tests.support import ROOT, audit_here


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A course with one fault."""
    folder = whole_course(tmp_path_factory.mktemp("faulty") / "root")
    spoil(folder / SOLUTIONS / "wrong/double/forgets_the_sign.py", "abs(n)", "n")
    return folder


@pytest.fixture(scope="module")
def audited(root, sandbox):
    return audit_here(root, SLUG, sandbox)


FAULT = "wrong/double/forgets_the_sign.py: expected to be caught, passes every test"


def rows(text):
    return [line.split() for line in text.splitlines()]


def test_table_is_printed_and_faults_are_told(root):
    done = run("audit", "--root", root)

    assert done.returncode == 1, done.stderr
    assert f"autograder: {FAULT}" in done.stderr.splitlines()
    for row in ("stub N N N", "reference · · ·", "right adds · · ·", "wrong doubles_bools · · ✗"):
        assert row.split() in rows(done.stdout)
    assert "1 test_twice_the_number (2): The answer is twice the number.".split() in rows(done.stdout)


def test_json_is_the_whole_audit(root, audited):
    done = run("audit", SLUG, "--root", root, "--format", "json")

    (read,) = msgspec.json.decode(done.stdout, type=list[audit.Audit])
    assert read == audited
    assert FAULT in [finding["sentence"] for finding in json.loads(done.stdout)[0]["findings"]]


def test_markdown_has_a_table_for_each_exercise(audited):
    text = rendering.as_markdown([audited])

    assert text.startswith("# 99_mini: 2 findings\n\n- wrong/double/forgets\\_the\\_sign.py: expected")
    for line in (
        "## double",
        "## halve",
        "| | solution | 1 | 2 | 3 |",
        "| wrong | `doubles_bools` | · | · | ✗ |",
    ):
        assert line in text.splitlines()


def test_page_has_a_row_for_each_solution(audited):
    cells: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data):
            cells.append(data.strip())

    Reader().feed(rendering.as_html([audited]))

    text = " ".join(filter(None, cells))
    assert FAULT in text
    assert "wrong doubles_bools · · ✗" in text
    assert "none passes any test" in text


def test_unknown_assignment_is_misuse(root):
    done = run("audit", "77_nothing", "--root", root)

    assert (done.returncode, done.stdout) == (4, "")
    assert "there is no assignment '77_nothing'" in done.stderr


def test_course_without_assignments_has_nothing_to_audit(tmp_path):
    (tmp_path / "assignments").mkdir()

    assert run("audit", "--root", tmp_path).returncode == 5


def everything_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_assignment_passes_its_audit(tmp_path):
    """As it stands, and without a change to any other file."""
    root = whole_course(tmp_path / "root")
    before = everything_in(root)

    made = run("new", "42_first_steps", "--root", root)
    after = everything_in(root)
    done = run("audit", "42_first_steps", "--root", root)

    assert (made.returncode, made.stderr) == (0, "")
    assert {name: after[name] for name in before} == before
    assert all(name.split("/")[1] == "42_first_steps" for name in after.keys() - before.keys())
    assert len(made.stdout.splitlines()) == len(after) - len(before)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "42_first_steps: everything holds" in done.stdout


def test_new_assignment_is_linted_and_solvable(tmp_path):
    """It passes our lint, and its public test fails on the stub for the right reason."""
    (tmp_path / "assignments").mkdir()
    run("new", "42_first_steps", "--root", tmp_path)
    for command in (("check",), ("format", "--check")):
        lint = [sys.executable, "-m", "ruff", *command, "--config", ROOT / "pyproject.toml", tmp_path]
        done = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout

    done = run("check", "42_first_steps", tmp_path / "release/42_first_steps/first_steps.ipynb")
    assert done.returncode == 1
    assert "received not implemented yet" in done.stdout


def test_new_never_overwrites(tmp_path):
    (tmp_path / "assignments" / "42_first_steps").mkdir(parents=True)

    done = run("new", "42_first_steps", "--root", tmp_path)

    assert (done.returncode, done.stderr) == (4, "autograder: assignments/42_first_steps is there already\n")
    assert everything_in(tmp_path) == {}


@pytest.mark.parametrize("slug", ["../42_up", "first_steps", "42_First", "42", ""])
def test_new_assignment_needs_a_name(tmp_path, slug):
    done = run("new", slug, "--root", tmp_path)

    assert done.returncode == 4
    assert "expected two digits and a name in small letters" in done.stderr
    assert everything_in(tmp_path) == {}
