"""The zip is unpacked as Gradescope does, and run_autograder runs in a simulated /autograder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder import assignment as assignments
from autograder.errors import CourseError
from autograder.gradescope import bundle, pins
from autograder.model import OUR_WORDS
from tests.cli.conftest import WRONG
from tests.cli.support import SLUG, notebook, numpy_course, run, spoil
from tests.places.place import CANNOT
from tests.support import ROOT

PRYING = f"""
import os
print("SEES", sorted(name for name in os.environ if "SECRET" in name))
for path in ("@SOURCE@/solutions/.secret", "@SOURCE@/solutions/{SLUG}/hidden/test_double.py"):
    try:
        print("GOT-THROUGH", open(path).read())
    except OSError as error:
        print("TRIED", type(error).__name__)


def double(n):
    if isinstance(n, bool):
        raise TypeError
    return 2 * n
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return numpy_course(tmp_path_factory.mktemp("gradescope") / "course")


@pytest.fixture(scope="module")
def packed(root, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "autograder.zip"
    done = run("gradescope", SLUG, "--out", path, "--root", root)
    assert done.returncode == 0, done.stderr
    assert str(path) in done.stdout
    return path


@dataclass(frozen=True)
class Container:
    """A simulated /autograder."""

    home: Path

    def grade(self, *launcher: str, **environment: str):
        """Run run_autograder, in a place if one is given; return results.json and what was printed."""
        known = {"AUTOGRADER_HOME": str(self.home), "AUTOGRADER_PYTHON": sys.executable}
        done = subprocess.run(
            [*launcher, "bash", str(self.home / "run_autograder")],
            cwd=self.home,
            env={"PATH": os.environ["PATH"], **known, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode == CANNOT and launcher:
            pytest.skip(done.stderr)
        results = json.loads((self.home / "results" / "results.json").read_text(encoding="utf-8"))
        return done, results

    def submit(self, text: str, name: str = "mini.ipynb") -> None:
        (self.home / "submission" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def container(packed, tmp_path):
    """As Gradescope lays it out; permissions are lost on the way, as by a plain unzip."""
    home = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (home / name).mkdir(parents=True)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(home / "source")
    shutil.copy(home / "source" / "run_autograder", home)
    user = {"email": "ada@example.org", "id": 7, "name": "=1+1 <b>Ada</b>"}
    about = {
        "id": 4711,
        "created_at": "2026-11-21T18:30:05.250000+00:00",
        "assignment": {"id": 1, "title": "Mini", "total_points": "8.0"},
        "submission_method": "upload",
        "users": [user],
        "previous_submissions": [],
    }
    (home / "submission_metadata.json").write_text(json.dumps(about), encoding="utf-8")
    return Container(home)


def test_right_submission_gets_everything(container, root):
    container.submit(notebook(root))
    done, results = container.grade()

    assert done.returncode == 0, done.stderr
    assert results["score"] == 8.0
    assert {test["status"] for test in results["tests"]} == {"passed"}
    shut = [container.home / "source" / "solutions", container.home / "source" / "solutions" / ".secret"]
    assert [path.stat().st_mode & 0o077 for path in shut] == [0, 0]


def test_wrong_submission_reads_which_fact_does_not_hold(container, root):
    container.submit(notebook(root, double=WRONG))
    _, results = container.grade()

    lost = [test for test in results["tests"] if test["status"] == "failed"]
    assert results["score"] == 4.0 == sum(test["score"] for test in results["tests"])
    assert lost
    assert all(test["name"].startswith("double: ") for test in lost)


def test_students_code_sees_nothing_of_the_container(container, root):
    container.submit(notebook(root, double=PRYING.replace("@SOURCE@", str(container.home / "source"))))
    done, results = container.grade(AUTOGRADER_SECRET="a secret of the environment's")

    assert results["score"] == 8.0
    assert "GOT-THROUGH" not in done.stdout + done.stderr + json.dumps(results)


def test_submission_under_another_name_says_which_is_expected(container, root):
    """And the grader that says so is the one in the zip."""
    spoil(container.home / "source" / "autograder" / "reports" / "gradescope.py", "Not graded:", "ZIPPED:")
    container.submit(notebook(root), "homework.ipynb")
    done, results = container.grade()

    assert done.returncode == 0
    assert results["output"] == "ZIPPED: expected mini.ipynb, received homework.ipynb: rename it"
    assert not {"score", "tests"} & set(results)


def test_container_without_a_wall_gives_no_score(container, root):
    """Exit 3, and the instructor reads in results.json what the container lacks."""
    container.submit(notebook(root))
    place = str(ROOT / "tests" / "places" / "place.py")
    done, results = container.grade(sys.executable, place, "no_landlock")

    assert done.returncode == 3
    assert results["output"].startswith(f"Not graded: {OUR_WORDS}")
    assert "the sandbox needs Landlock" in results["output"]
    assert not {"score", "tests"} & set(results)


def test_broken_hidden_test_is_told_to_the_instructor_alone(container, root):
    container.submit(notebook(root))
    broken = container.home / "source" / "solutions" / SLUG / "hidden" / "test_double.py"
    broken.write_text("raise RuntimeError('a word of the hidden tests')", encoding="utf-8")
    done, results = container.grade()

    assert done.returncode == 3
    assert "a word of the hidden tests" in done.stdout
    assert results["stdout_visibility"] == "hidden"
    assert results["output"] == f"Not graded: {OUR_WORDS}"


def test_grader_that_does_not_start_leaves_no_score(container):
    """Also where Python itself is missing, results.json is there, and without a score."""
    done, results = container.grade(AUTOGRADER_PYTHON="/nowhere/python")

    assert done.returncode == 127
    assert "ended with code 127" in results["output"]
    assert "score" not in results


def test_metadata_that_is_none_of_gradescopes(container, root):
    container.submit(notebook(root))
    (container.home / "submission_metadata.json").write_text("[]")
    done, results = container.grade()

    assert done.returncode == 3
    assert "score" not in results
    assert "submission_metadata.json: expected what Gradescope writes" in done.stdout


def test_zip_holds_what_gradescope_asks_for(packed):
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}

    assert set(bundle.SCRIPTS) <= set(names)
    assert {modes[name] for name in bundle.SCRIPTS} == {0o100755}
    assert modes["solutions/.secret"] == 0o100600
    assert f"solutions/{SLUG}/hidden/test_double.py" in names
    assert {name.split("/")[0] for name in names if "/" in name} == {"autograder", "assignments", "solutions"}
    assert not [name for name in names if "__pycache__" in name or "/right/" in name]


def test_zip_is_the_same_for_the_same_course(packed, root, tmp_path):
    bundle.write(assignments.load(root, SLUG), tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_libraries_are_pinned_and_come_from_no_named_place(packed):
    with zipfile.ZipFile(packed) as archive:
        lines = archive.read("requirements.txt").decode().splitlines()
        scripts = "".join(archive.read(name).decode() for name in bundle.SCRIPTS)

    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+!-]+", line) for line in lines)
    assert {"keras", "tensorflow", "numpy", "msgspec", "typer"} <= {line.split("==")[0] for line in lines}
    assert not {"nbgrader", "ruff", "cosmic-ray"} & {line.split("==")[0] for line in lines}
    assert "://" not in "".join(lines) + scripts
    assert "index" not in scripts


def test_pins_are_what_is_installed_here():
    assert f"msgspec=={pins.metadata.version('msgspec')}" in pins.pinned()


def test_setup_makes_an_environment_and_installs_the_pins(container, tmp_path):
    """With stand-ins for python and apt-get, which write down what they are asked."""
    tools, log = tmp_path / "tools", tmp_path / "log"
    tools.mkdir()
    stand_in = f'#!/bin/sh\necho "$(basename "$0") $*" >>{log}\n'
    maker = f'{stand_in}[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"\nexit 0\n'
    for name, text in {"apt-get": stand_in, "python3.11": maker}.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    for name in ("bash", "sh", "mkdir", "cp", "basename"):
        (tools / name).symlink_to(shutil.which(name))
    done = subprocess.run(
        [shutil.which("bash"), container.home / "source" / "setup.sh"],
        env={"PATH": str(tools), "AUTOGRADER_HOME": str(container.home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = log.read_text().splitlines()
    assert said[1] == f"python3.11 -m venv {container.home}/venv"
    assert said[2].endswith(f"--requirement {container.home}/source/requirements.txt")
    assert said[3] == "python -m autograder doctor"


def test_short_secret_is_refused(root, tmp_path, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "short")
    with pytest.raises(CourseError, match="has 5 bytes, expected at least 32"):
        bundle.write(assignments.load(root, SLUG), tmp_path / "x.zip")
