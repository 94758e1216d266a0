"""The README's commands are run, in order, in a copy of the checkout, as a user would."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    (line.removeprefix("$ ").partition("  # exit ")[0], int(line.partition("  # exit ")[2] or 0))
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
NOT_HERE = {
    "make demo": "run by test_demo_fills_a_gradebook, on a smaller class",
    "make test": "is what runs this test",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The files git knows, without a virtual environment of their own."""
    home = tmp_path_factory.mktemp("checkout") / "workbook"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if not name.startswith("tests/") and (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, home / name)
    return home


@pytest.mark.slow
def test_commands_do_what_they_say(checkout, monkeypatch):
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{Path('/usr/bin')}:/bin")
    for command, code in COMMANDS:
        if command not in NOT_HERE:
            done = subprocess.run(
                ["bash", "-c", command], cwd=checkout, capture_output=True, text=True, check=False
            )
            assert done.returncode == code, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    row = (checkout / "my-course" / "grades.csv").read_text().splitlines()[1]
    assert row.startswith("01_shapes_and_parameters,,,ada,")
    assert row.endswith(",0.0,0.0,0.0,100.0")


@pytest.mark.slow
def test_demo_fills_a_gradebook(checkout):
    """`make demo` on a class of eight: a table for each assignment, feedback, and a word on what to open.

    All eight hand in the first assignment, one of them the others too (that which `new` has made, for one).
    """
    handed_in = 8 + len(list((checkout / "assignments").glob("*/assignment.toml"))) - 1
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "demo", "demo-course", "--students", "8"],
        cwd=checkout, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^ *student0\d  ", done.stdout, re.MULTILINE)) == handed_in
    assert "03_convolution_layers" in done.stdout
    assert "not graded" in done.stdout
    assert (checkout / "demo-course" / "gradebook.db").is_file()
    assert len(list((checkout / "demo-course" / "feedback").glob("*/*/*.html"))) == handed_in
    assert "autograder demo demo-course" in (ROOT / "Makefile").read_text()


def test_every_command_stands_in_the_readme():
    names = [command.callback.__name__ for command in cli.app.registered_commands]

    assert [name for name in names if f"autograder {name}" not in README and name != "demo"] == []


def test_every_exit_code_stands_in_the_readme():
    assert [code for code in cli.ExitCode if f"| {code.value} |" not in README] == []


def test_ci_runs_the_readme():
    """CI calls make targets that the README names, and nothing else."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    made = re.findall(r"^make (\w+)$", script, re.MULTILINE)

    assert made == ["lint", "test"]
    assert all(f"make {target}" in README for target in made)
