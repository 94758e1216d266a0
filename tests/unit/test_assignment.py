"""A broken assignment is its author's fault: the message names the file and the place inside it."""

from __future__ import annotations

import pytest

from autograder import handout
from autograder.assignment import find_root, load, slugs
from autograder.errors import CourseError, UnknownError
from tests.unit.course import CONFIG, HANDOUT, SLUG, make


def test_assignment_is_read(tmp_path):
    got = load(make(tmp_path), SLUG)
    assert got.slug == SLUG
    assert got.config.version == 2
    assert got.config.limits.call_seconds == 2.5
    assert got.config.limits.cell_seconds == 10.0
    assert got.notebook_name == "tiny"
    assert got.exercise("half").toolbox == "keras"
    assert [cell.id for cell in got.cells] == [
        "title",
        "setup",
        "double",
        "check_double",
        "half",
        "check_half",
    ]
    assert [cell.role for cell in got.cells] == [
        "prose",
        "provided",
        "solution",
        "check",
        "solution",
        "check",
    ]
    assert got.hidden() == tmp_path / "solutions" / SLUG / "hidden"


BROKEN = {
    "no TOML": (("schema = 1", "schema ="), "Invalid value"),
    "missing field": (('title = "Tiny"\n', ""), "missing required field `title`"),
    "unknown field": (("version = 2", "version = 2\nauthor = 1"), "unknown field `author`"),
    "other schema": (("schema = 1", "schema = 2"), r"\$\.schema"),
    "text as version": (("version = 2", 'version = "2"'), r"Expected `int`, got `str` - at `\$\.version`"),
    "version zero": (("version = 2", "version = 0"), r"\$\.version"),
    "number as title": (('"Tiny"', "3"), r"\$\.title"),
    "handout elsewhere": (('"tiny.py"', '"../tiny.py"'), r"\$\.handout"),
    "handout as notebook": (('"tiny.py"', '"tiny.ipynb"'), r"\$\.handout"),
    "text as seconds": (("2.5", '"2.5"'), r"Expected `float`, got `str` - at `\$\.limits\.call_seconds`"),
    "no time": (("2.5", "0"), r"\$\.limits\.call_seconds"),
    "endless time": (("2.5", "inf"), r"\$\.limits\.call_seconds"),
    "no number": (("2.5", "nan"), r"\$\.limits\.call_seconds"),
    "unknown limit": (("call_seconds", "calls"), r"unknown field `calls` - at `\$\.limits`"),
    "other toolbox": (('"keras"', '"torch"'), r"'torch' - at `\$\.exercises\[[0-9.]+\]\.toolbox`"),
    "name with blank": (('"half"', '"half it"'), r"\$\.exercises\[[0-9.]+\]\.name"),
    "name with line": (('"half"', '"half\\n"'), r"\$\.exercises\[[0-9.]+\]\.name"),
    "negative points": (("points = 3", "points = -3"), r"\$\.exercises\[[0-9.]+\]\.points"),
    "points that differ": (("points = 5", "points = 6"), r"add up to 5 points, expected 6 - at `\$\.points`"),
    "other device": (
        ('"keras"', '"keras"\ndevice = "tpu"'),
        r"'tpu' - at `\$\.exercises\[[0-9.]+\]\.device`",
    ),
    "numpy on a GPU": (
        ('"numpy"', '"numpy"\ndevice = "gpu"'),
        r"expected toolbox keras for device gpu, received numpy - at `\$\.exercises\[0\]`",
    ),
    "name twice": (('"half"', '"double"'), r"stands twice - at `\$\.exercises`"),
}


def test_exercise_runs_on_any_device_unless_it_says_otherwise(tmp_path):
    config = load(make(tmp_path, config=CONFIG.replace('"keras"', '"keras"\ndevice = "gpu"')), SLUG).config

    assert [one.device for one in config.exercises] == ["any", "gpu"]


@pytest.mark.parametrize(("change", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_config_names_the_place(tmp_path, change, words):
    text = CONFIG.replace(*change)
    assert text != CONFIG
    with pytest.raises(CourseError, match=words) as caught:
        load(make(tmp_path, config=text), SLUG)
    assert str(caught.value).startswith(f"{SLUG}/assignment.toml: ")


def test_config_needs_exercises(tmp_path):
    text = CONFIG[: CONFIG.index("[[")].replace("[limits]", "exercises = []\n[limits]")
    with pytest.raises(CourseError, match=r"\$\.exercises"):
        load(make(tmp_path, config=text), SLUG)


def test_config_must_be_text(tmp_path):
    (make(tmp_path) / "assignments" / SLUG / "assignment.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(CourseError, match=r"assignment\.toml"):
        load(tmp_path, SLUG)


def test_decimal_points_add_up(tmp_path):
    text = CONFIG.replace("points = 5", "points = 0.3").replace("points = 2", "points = 0.1")
    assert load(make(tmp_path, config=text.replace("points = 3", "points = 0.2")), SLUG).config.points == 0.3


HALF = '# %% id="half" role="solution"\ndef half(x): raise NotImplementedError\n'
BROKEN_HANDOUTS = {
    "missing cell": ((HALF, ""), r"expected solution cells \['double', 'half'\], received \['double'\]"),
    "cell twice": ((HALF, HALF + "\n" + HALF), "stands twice: 'half'"),
    "id twice": (('id="setup"', 'id="title"'), "stands twice: 'title'"),
    "unknown solution": (('id="half"', 'id="third"'), r"received \['double', 'third'\]"),
    "unknown role": (('role="check"', 'role="test"'), "'check_double' needs a role .* received 'test'"),
    "no role": ((' role="provided"', ""), "'setup' needs a role .* received ''"),
    "no id": (('id="setup" ', ""), "needs an id.*'import math'"),
    "odd id": (('id="setup"', 'id="set up"'), "needs an id"),
    "empty": ((HANDOUT, ""), r"received \[\]"),
}


@pytest.mark.parametrize(("change", "words"), BROKEN_HANDOUTS.values(), ids=BROKEN_HANDOUTS.keys())
def test_broken_handout_names_the_place(tmp_path, change, words):
    text = HANDOUT.replace(*change)
    assert text != HANDOUT
    found = load(make(tmp_path, handout=text), SLUG)
    with pytest.raises(CourseError, match=words) as caught:
        found.cells  # noqa: B018  # reading it is what is tested
    assert str(caught.value).startswith(f"{SLUG}/tiny.py: ")


def test_solutions_keep_their_order(tmp_path):
    text = CONFIG.replace('"double"', '"x"').replace('"half"', '"double"').replace('"x"', '"half"')
    with pytest.raises(CourseError, match=r"expected solution cells \['half', 'double'\]"):
        load(make(tmp_path, config=text), SLUG).cells  # noqa: B018  # as above


def test_missing_handout_is_named(tmp_path):
    (make(tmp_path) / "assignments" / SLUG / "tiny.py").unlink()
    with pytest.raises(CourseError, match=f"^{SLUG}/tiny.py: "):
        load(tmp_path, SLUG).cells  # noqa: B018  # as above


def test_handout_becomes_a_notebook(tmp_path):
    got = handout.notebook(load(make(tmp_path), SLUG))
    assert [cell.cell_type for cell in got.cells] == ["markdown", "code", "code", "code", "code", "code"]
    points = [cell.metadata.get("nbgrader", {}).get("points") for cell in got.cells]
    assert points == [None, None, None, 2.0, None, 3.0]


def test_checks_belong_to_exercises(tmp_path):
    """A check cell named for no exercise has no points to bear: the author's fault, said as such."""
    text = HANDOUT.replace("check_double", "check_dubble")
    with pytest.raises(CourseError, match="check_dubble"):
        handout.notebook(load(make(tmp_path, handout=text), SLUG))


@pytest.mark.parametrize("slug", ["08_other", "tiny", "", "..", "../assignments/07_tiny", "07_Tiny", "/etc"])
def test_unknown_slug_lists_the_known(tmp_path, slug):
    with pytest.raises(UnknownError, match=f"there are: {SLUG}"):
        load(make(tmp_path), slug)


def test_unknown_exercise_is_refused(tmp_path):
    with pytest.raises(CourseError, match="announces no exercise 'third'"):
        load(make(tmp_path), SLUG).exercise("third")


def test_hidden_tests_may_be_absent(tmp_path):
    root = make(tmp_path)
    (root / "solutions" / SLUG / "hidden").rmdir()
    with pytest.raises(CourseError, match="no hidden tests"):
        load(root, SLUG).hidden()


def test_root_is_found_above(tmp_path):
    root = make(tmp_path / "course")
    assert find_root(root / "assignments" / SLUG) == root
    assert slugs(root) == [SLUG]
    with pytest.raises(UnknownError, match="--root"):
        find_root(tmp_path)
