"""What is published: the engine, and no test, answer or assignment."""

import subprocess
import sys
import tarfile
import zipfile

import pytest

from tests.cli.support import python
from tests.support import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Wheel and source distribution, built into a folder of their own."""
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--sdist",
        "--no-isolation",
        "--outdir",
        str(folder),
        ".",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("keras_workbook-*.whl")
    return path


def test_wheel_has_the_engine_alone(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        texts = [file.read(name).decode(errors="replace") for name in names]

    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"autograder"}
    assert not [name for name in names if name.endswith(".pyc") or "test" in name or "solution" in name]
    assert not [text for text in texts if "HIDDEN-CANARY" in text]


def test_wheel_has_every_file_of_the_engine(wheel):
    """Templates are not forgotten."""
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if name.startswith("autograder/")}
    engine = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "autograder").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and "__pycache__" not in path.parts
    }

    assert names == engine
    assert "autograder/reports/templates/check.html.j2" in names


def test_wheel_works_by_itself(wheel, tmp_path):
    """Unpacked somewhere, the command and the templates are there."""
    with zipfile.ZipFile(wheel) as file:
        file.extractall(tmp_path / "site")
    program = (
        "import sys; sys.path.insert(0, 'site'); import autograder; print(autograder.__file__); "
        "from autograder.reports import html; print(html.check('double', []))"
    )
    done = python("-c", program, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert "public tests 0 of 0" in done.stdout


def test_metadata(wheel):
    with zipfile.ZipFile(wheel) as file:
        about = next(name for name in file.namelist() if name.endswith("METADATA"))
        commands = next(name for name in file.namelist() if name.endswith("entry_points.txt"))
        text, points = file.read(about).decode(), file.read(commands).decode()

    assert "Name: keras-workbook" in text
    assert "Provides-Extra: grader" in text
    assert "autograder = autograder.cli:main" in points
    assert "autograder = autograder.plugin" in points


def test_sdist_has_no_answer(built):
    (path,) = built.glob("keras_workbook-*.tar.gz")
    with tarfile.open(path) as file:
        names = [name.split("/", 1)[1] for name in file.getnames() if "/" in name]

    tops = {name.split("/")[0] for name in names}
    assert tops <= {"autograder", "README.md", "pyproject.toml", "PKG-INFO", "LICENSE", ".gitignore"}
