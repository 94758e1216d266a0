"""release/: built from assignments/ alone, never stale, nothing in it that students may not see."""

import dataclasses
import json

import msgspec
import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder import assignment as assignments
from autograder import release
from tests.cli.support import run
from tests.release.conftest import BOOK, SLUG
from tests.support import ROOT

RELEASED = ROOT / "release" / SLUG


def check(root):
    return run("release", "--check", "--root", root)


def test_committed_release_is_fresh():
    done = check(ROOT)

    assert done.returncode == 0, done.stderr


def test_every_assignment_is_released():
    assert sorted(path.name for path in (ROOT / "release").iterdir()) == assignments.slugs(ROOT)


def append(path):
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


CHANGES = {
    "a changed script": (f"{BOOK}.py", append),
    "a changed notebook": (f"{BOOK}.ipynb", append),
    "a changed readme": ("README.md", append),
    "a missing test": ("test_public.py", lambda path: path.unlink()),
    "a stray file": ("solutions.py", lambda path: path.write_text("")),
    "a stray folder": ("hidden", lambda path: path.mkdir()),
    "rubbish": ("README.md", lambda path: path.write_bytes(b"\xff\xfe\x00")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_stale_by(copy, what):
    """Whatever differs from what would be built is named, with the cure."""
    name, change = CHANGES[what]
    change(copy / "release" / SLUG / name)
    done = check(copy)

    assert done.returncode == 1
    assert f"release/{SLUG} is stale ({name}): run autograder release" in done.stderr


def test_stale_by_a_changed_assignment(copy):
    handout = copy / "assignments" / SLUG / f"{BOOK}.py"
    append(handout)
    handout.write_text(handout.read_text(encoding="utf-8").replace("Predict", "Foretell"), encoding="utf-8")

    assert f"stale ({BOOK}.ipynb, {BOOK}.py)" in check(copy).stderr


def test_stale_by_a_removed_assignment(copy):
    """What was released once and is no assignment any more is a stray folder."""
    (copy / "release" / "98_gone").mkdir()
    (copy / "release" / "98_gone" / "README.md").write_text("", encoding="utf-8")
    done = check(copy)

    assert done.returncode == 1
    assert "98_gone" in done.stderr


def test_release_cures_staleness(copy):
    """The command that the message names does it, stray files included."""
    append(copy / "release" / SLUG / "README.md")
    (copy / "release" / SLUG / "solutions.py").write_text("", encoding="utf-8")

    assert run("release", "--root", copy).returncode == 0
    assert check(copy).returncode == 0


def test_build_is_deterministic(copy, shapes, tmp_path):
    """The same handout gives the same bytes, in any folder."""
    first = release.build(shapes, tmp_path / "first")
    second = release.build(assignments.load(copy, SLUG), tmp_path / "second")

    contents = [{path.name: path.read_bytes() for path in built} for built in (first, second)]
    assert contents[0] == contents[1]
    assert contents[0] == {path.name: path.read_bytes() for path in RELEASED.iterdir() if path.is_file()}


def test_exercise_that_needs_a_gpu_says_so(shapes, tmp_path):
    first, *others = shapes.config.exercises
    first = msgspec.structs.replace(first, toolbox="keras", device="gpu")
    config = msgspec.structs.replace(shapes.config, exercises=[first, *others])

    release.build(dataclasses.replace(shapes, config=config), tmp_path)

    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert f"| `{first.name}` | 12 | keras, on a GPU |" in text
    assert text.count("on a GPU") == 1


def test_build_needs_no_solutions(copy):
    """The folder with the answers is not even there."""
    assert not (copy / "solutions").exists()
    assert run("release", "--root", copy).returncode == 0


@pytest.fixture(scope="module")
def book():
    return nbformat.read(RELEASED / f"{BOOK}.ipynb", as_version=4)


def test_notebook_validates(book):
    nbformat.validate(book)
    MetadataValidator().validate_nb(book)


def test_notebook_is_clean(book):
    """No output, no execution count: nothing of whoever built it."""
    for cell in book.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


def test_code_of_figures_is_folded(book):
    folded = [cell.metadata.id for cell in book.cells if cell.metadata.get("jupyter", {}).get("source_hidden")]

    assert folded == [cell.metadata.id for cell in book.cells if cell.metadata.role == "demo"]
    assert folded


def test_points_add_up(book, shapes):
    about = [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]
    points = {one.grade_id: one.points for one in about if one.grade}

    assert points == {f"check_{one.name}": one.points for one in shapes.config.exercises}
    assert sum(points.values()) == 100
    assert {one.schema_version for one in about} == {3}


def test_no_answer_is_released():
    """No long line of solutions/ stands in release/, but for lines that assignments/ has too."""
    allowed = "\n".join(path.read_text(encoding="utf-8") for path in text_files(ROOT / "assignments"))
    texts = [path.read_text(encoding="utf-8") for path in text_files(ROOT / "release")]
    texts += ["\n".join(cell.source for cell in _cells(path)) for path in (ROOT / "release").rglob("*.ipynb")]
    secret = {
        line.strip()
        for path in text_files(ROOT / "solutions")
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line.strip()) >= 30
    }
    assert len(secret) > 500
    assert [line for line in secret if line not in allowed and any(line in text for text in texts)] == []


def text_files(folder):
    return [path for path in folder.rglob("*") if path.suffix in (".py", ".md", ".toml", ".ipynb")]


def _cells(path):
    return nbformat.reads(json.dumps(json.loads(path.read_text(encoding="utf-8"))), as_version=4).cells
