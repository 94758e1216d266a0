"""Right and wrong answers are files; a submission is put together from them and the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment import Assignment, Exercise, load
from autograder.errors import CourseError
from autograder.variants import Variant, assemble, discover, read, reference_cells
from tests.unit.course import CONFIG, REFERENCE, SLUG, make

HALF = Exercise(name="half", toolbox="keras", points=3)

WRONG = '''\
"""The thing is halved twice.

Look at the sign.
Then again.
"""

import math

FAILS = {"test_a", "test_b"}


# a helper
def twice(x):
    return x / 4


@staticmethod
def half(x):
    return twice(x)
'''


@pytest.fixture
def tiny(tmp_path: Path) -> Assignment:
    return load(make(tmp_path), SLUG)


def written(folder: Path, text: str, name: str = "v.py") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_wrong_answer_is_read(tmp_path):
    got = read(written(tmp_path, WRONG, "halved_twice.py"), HALF, "wrong")
    assert (got.exercise, got.name, got.side) == ("half", "halved_twice", "wrong")
    assert got.title == "The thing is halved twice."
    assert got.hint == "Look at the sign.\nThen again."
    assert got.fails == {"test_a", "test_b"}
    for kept in ("import math", "# a helper\ndef twice", "@staticmethod\ndef half"):
        assert kept in got.code
    for gone in ("FAILS", "halved twice"):
        assert gone not in got.code
    compile(got.code, "v", "exec")


def test_right_answer_needs_no_fails(tmp_path):
    got = read(written(tmp_path, '"""By hand."""\nhalf = lambda x: x / 2\n'), HALF, "right")
    assert (got.title, got.hint, got.fails) == ("By hand.", "", frozenset())
    assert got.code == "half = lambda x: x / 2"


BODY = "\n\ndef half(x):\n    return x\n"
BROKEN = {
    "no docstring": 'FAILS = {"a"}' + BODY,
    "empty docstring": '""""""\nFAILS = {"a"}' + BODY,
    "no definition": '"""T."""\nFAILS = {"a"}\n',
    "no fails": '"""T."""' + BODY,
    "no set": '"""T."""\nFAILS = ["a"]' + BODY,
    "empty set": '"""T."""\nFAILS = set()' + BODY,
    "numbers": '"""T."""\nFAILS = {1}' + BODY,
    "names": '"""T."""\nFAILS = {test_a}' + BODY,
    "sum": '"""T."""\nFAILS = {"a"} | {"b"}' + BODY,
    "lists": '"""T."""\nFAILS = {"a", []}' + BODY,
    "syntax": '"""T."""\nFAILS = {' + BODY,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_broken_variants_name_the_file(tmp_path, text):
    with pytest.raises(CourseError, match=r"^wrong/half/v\.py: "):
        read(written(tmp_path, text), HALF, "wrong")


def test_variants_are_found_in_order(tiny):
    solutions = tiny.hidden().parent
    for exercise, name in (("half", "b.py"), ("half", "a.py"), ("double", "z.py"), ("third", "c.py")):
        text = f'"""T."""\n{exercise} = abs\n'
        written(solutions / "right" / exercise, text, name)
    assert [(one.exercise, one.name) for one in discover(tiny, "right")] == [
        ("double", "z"),
        ("half", "a"),
        ("half", "b"),
    ]
    assert list(discover(tiny, "wrong")) == []


def ran(sources: dict[str, str]) -> dict[str, object]:
    names: dict[str, object] = {}
    for source in sources.values():
        exec(source, names)  # noqa: S102  # as a student's cell would run it
    return names


def test_reference_becomes_cells(tiny):
    got = reference_cells(tiny)
    assert list(got) == ["double", "half"]
    assert got["half"] == "# half the thing\ndef half(x):\n    return x / SCALE"
    assert got["double"].startswith("import math\n")
    assert "def scaled" in got["double"]
    assert "The answers" not in "".join(got.values())
    assert ran(got)["half"](3) == 1.5


def test_reference_must_be_whole(tmp_path):
    text = REFERENCE.replace("def half", "def third")
    with pytest.raises(CourseError, match=r"reference\.py: expected a definition of half"):
        reference_cells(load(make(tmp_path, reference=text), SLUG))


def test_reference_needs_no_docstring(tmp_path):
    text = REFERENCE.removeprefix('"""The answers."""\n\n')
    assert "import math" in reference_cells(load(make(tmp_path, reference=text), SLUG))["double"]


def test_broken_reference_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"reference\.py"):
        reference_cells(load(make(tmp_path, reference="def double(:\n"), SLUG))


def variant(exercise: str, code: str) -> Variant:
    return Variant(exercise, "mine", "wrong", "T.", "", frozenset({"a"}), code)


@pytest.mark.parametrize("exercise", ["double", "half"])
def test_variant_takes_its_place(tiny, exercise):
    """The first cell bears the reference's helpers, which the others need whoever wrote the exercise."""
    got = ran(assemble(tiny, {exercise: variant(exercise, f"def {exercise}(x):\n    return 'mine'")}))
    assert got[exercise](3) == "mine"
    assert {"double": got["double"](3), "half": got["half"](3)} | {exercise: 0} == {
        "double": 6,
        "half": 1.5,
    } | {exercise: 0}


def test_no_variant_is_the_reference(tiny):
    assert assemble(tiny, {}) == reference_cells(tiny)


CLASHES = {
    "function": "def scaled(x): pass",
    "class": "class scaled: pass",
    "constant": "SCALE = 3",
    "annotated": "SCALE: int = 3",
    "unpacked": "SCALE, OTHER = 3, 4",
    "chained": "OTHER = SCALE = 3",
    "other exercise": "def double(x): pass",
}


@pytest.mark.parametrize("line", CLASHES.values(), ids=CLASHES.keys())
def test_helper_clash_is_refused(tiny, line):
    code = f"{line}\n\n\ndef half(x):\n    return x"
    with pytest.raises(CourseError, match=r"wrong/half/mine\.py defines (scaled|SCALE|double)"):
        assemble(tiny, {"half": variant("half", code)})


PAIR = CONFIG.replace('name = "half"', 'name = "half"\nfunctions = ["half", "scaled"]')


def test_exercise_of_two_functions_has_both_in_its_cell(tmp_path):
    got = reference_cells(load(make(tmp_path, config=PAIR), SLUG))

    assert "def half" in got["half"]
    assert "def scaled" in got["half"]
    assert "def scaled" not in got["double"]


def test_variant_of_two_functions_takes_the_place_of_both(tmp_path):
    pair = load(make(tmp_path, config=PAIR), SLUG)
    code = "def half(x):\n    return scaled(x)\n\n\ndef scaled(x):\n    return 'mine'"

    got = ran(assemble(pair, {"half": variant("half", code)}))

    assert got["half"](3) == got["double"](3) == "mine"


def test_variant_of_two_functions_defines_both(tmp_path):
    both = Exercise(name="half", toolbox="keras", points=3, functions=["half", "scaled"])

    with pytest.raises(CourseError, match="expected a definition of scaled"):
        read(written(tmp_path, WRONG), both, "wrong")


def test_function_belongs_to_one_exercise(tmp_path):
    twice = PAIR.replace('name = "double"', 'name = "double"\nfunctions = ["double", "half"]')

    with pytest.raises(CourseError, match="two exercises define the same function"):
        load(make(tmp_path, config=twice), SLUG)
