"""Where people run it: as root, as an ordinary user, in a container, on kernels that lack something."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from tests.places.place import CANNOT, PLACES, ROOT

LEVELS = {
    "root": ("full", "own user"),
    "user": ("full", "shared user"),
    "container": ("standard", "shared view"),
    "no_namespaces": ("standard", "shared view"),
}
CURES = {"no_landlock": "lsm=landlock", "no_seccomp": "CONFIG_SECCOMP_FILTER"}


def at(place: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python command in a place."""
    launcher = [sys.executable, str(ROOT / "tests" / "places" / "place.py"), place]
    done = subprocess.run(
        [*launcher, sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode == CANNOT:
        pytest.skip(done.stderr.strip())
    return done


@cache
def graded_at(place: str) -> dict:
    done = at(place, "tests/places/grade_here.py")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("place", LEVELS)
def test_class_is_graded_behind_the_wall(place):
    seen = graded_at(place)
    honest, prying = seen["reports"]["honest"], seen["reports"]["prying"]

    assert seen["code"] == 0, seen["said"]
    assert (honest["score"], prying["score"]) == (10.0, 10.0)
    assert "TRIED" in prying["stdout"]
    assert "GOT-THROUGH" not in prying["stdout"]


@pytest.mark.parametrize("place", ["root", "container", "no_namespaces"])
def test_report_names_the_level_that_was_reached(place):
    """The ordinary user's level depends on whether this kernel lets users have namespaces."""
    wall = graded_at(place)["reports"]["honest"]["wall"]

    assert wall.startswith(LEVELS[place][0]) or place == "root"
    assert LEVELS[place][1] in wall or place == "root"
    assert "landlock" in wall


@pytest.mark.parametrize(("place", "which"), [("user", "own view"), ("container", "shared view")])
def test_every_probe_of_the_wall_is_stopped(place, which):
    """test_wall.py, run there."""
    options = ["-q", "-p", "no:cacheprovider", "-k", which.replace(" ", " and ")]
    done = at(place, "-m", "pytest", *options, "tests/sandbox/test_wall.py")

    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout


@pytest.mark.parametrize("place", CURES)
def test_nothing_is_graded_without_a_wall(place):
    """No report, no score, exit 3, and the cure by name: there is no silent fallback."""
    seen = graded_at(place)

    assert seen["code"] == 3
    assert CURES[place] in seen["said"]
    assert seen["reports"] == {}


@pytest.mark.parametrize("place", CURES)
def test_doctor_says_what_is_missing(place):
    done = at(place, "-m", "autograder", "doctor")

    assert done.returncode == 3
    assert CURES[place] in done.stdout


def test_every_place_is_visited():
    assert set(PLACES) == set(LEVELS) | set(CURES)
