"""Every way in which an assignment can fall short is refused, with a sentence that names the cause."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.course import CONFIG, HANDOUT, SOLUTIONS, WRONG, build, delete_test, whole_course, write
from tests.audit.course import DOUBLE as DOUBLE_OF
from tests.cli.support import SLUG, spoil
from tests.support import audit_here

Change = Callable[[Path], object]
DOUBLE, HALVE = f"{SOLUTIONS}/hidden/test_double.py", f"{SOLUTIONS}/hidden/test_halve.py"
AGAIN = '''

@pytest.mark.points(0)
{}def test_half_again(student, rng):
    """Half of small numbers is smaller."""
    x = rng.normal(size=2).astype("float32")
    assert_close(student.halve(x), x / 2)
'''


def put(file: str, old: str, new: str) -> Change:
    return lambda root: spoil(root / file, old, new)


def add(file: str, text: str) -> Change:
    return lambda root: (root / file).write_text(text, encoding="utf-8")


def again(mark: str = "") -> Change:
    """A test that sees what another one sees."""

    def change(root: Path) -> None:
        with (root / HALVE).open("a", encoding="utf-8") as file:
            file.write(AGAIN.format(mark))
        spoil(root / SOLUTIONS / "wrong/halve/divides_whole.py", "FAILS = {", "FAILS = {'test_half_again', ")

    return change


def wrong(name: str, old: str, new: str) -> Change:
    return put(f"{SOLUTIONS}/wrong/{name}.py", old, new)


def without_hint(root: Path) -> None:
    spoil(root / SOLUTIONS / "wrong/double/doubles_bools.py", "\n\nSee?\n", "")


def without_test_and_fails(root: Path) -> None:
    delete_test(root, "double", "test_twice_the_number")
    file = root / SOLUTIONS / "wrong/double/forgets_the_sign.py"
    spoil(file, "test_twice_the_number", "test_bool_is_refused")


SIGN, FLOAT, BOOLS = "double/forgets_the_sign", "double/goes_through_a_float", "double/doubles_bools"
SINGLE = "halve/casts_to_single"
WEAKNESSES: dict[str, tuple[Change, str]] = {
    "stub answers": (
        put(HANDOUT, 'raise NotImplementedError("double")', "return 2 * n"),
        "the stub: expected to earn nothing, earns 3 of 8 points: passes "
        "double.test_agrees_with_the_reference, double.test_twice_the_number",
    ),
    "reference wrong": (
        put(f"{SOLUTIONS}/reference.py", "return 2 * n", "return 2 * n + 1"),
        "99_mini: the hidden test test_twice_the_number[1] fails on the reference too: Mismatch: ",
    ),
    "right answer broken": (
        put(f"{SOLUTIONS}/right/double/adds.py", "n + n", "abs(n) + abs(n)"),
        "right/double/adds.py: expected to pass every test, fails double.test_twice_the_number",
    ),
    "wrong answer right": (
        wrong(SIGN, "abs(n)", "n"),
        "wrong/double/forgets_the_sign.py: expected to be caught, passes every test",
    ),
    "FAILS too few": (
        wrong("halve/divides_whole", "'test_dtype_is_kept'", "'test_half_of_everything'"),
        "wrong/halve/divides_whole.py: fails test_dtype_is_kept, which FAILS does not name",
    ),
    "FAILS too many": (
        wrong(SINGLE, "{'", "{'test_half_of_everything', '"),
        "wrong/halve/casts_to_single.py: passes test_half_of_everything, which FAILS names",
    ),
    "FAILS of no test": (
        wrong(SIGN, "{'", "{'test_nothing', '"),
        "wrong/double/forgets_the_sign.py: FAILS names test_nothing, expected tests that exist",
    ),
    "test and FAILS gone": (
        without_test_and_fails,
        "wrong/double/forgets_the_sign.py: expected to be caught, passes every test",
    ),
    "wrong elsewhere": (
        wrong(SINGLE, "def halve", "globals()['double'] = None\n\n\ndef halve"),
        "wrong/halve/casts_to_single.py: expected to lose points in its own exercise alone, fails "
        "double.test_agrees_with_the_reference, double.test_bool_is_refused, double.test_twice_the_number",
    ),
    "junk earns": (
        put(DOUBLE, "    assert_equal(student.double(1), 2)\n", ""),
        "junk (TypeError): expected to earn nothing, earns 1 of 8 points: passes double.test_bool_is_refused",
    ),
    "needless test": (
        again(),
        "hidden/test_halve.py::test_half_again catches divides_whole, which others tell apart as well: "
        "add a wrong answer that needs it, or mark it explains(reason)",
    ),
    "test of nothing": (
        lambda root: (root / SOLUTIONS / f"wrong/{BOOLS}.py").unlink(),
        "hidden/test_double.py::test_bool_is_refused catches no wrong answer: "
        "add a wrong answer that needs it, or mark it explains(reason)",
    ),
    "needed test marked": (
        put(DOUBLE, "def test_bool", '@pytest.mark.explains("bools")\ndef test_bool'),
        "hidden/test_double.py::test_bool_is_refused tells solutions apart that others do not: "
        "it need not be marked",
    ),
    "two that say the same": (
        lambda root: shutil.copy(
            root / SOLUTIONS / f"wrong/{SIGN}.py", root / SOLUTIONS / "wrong/double/twin.py"
        ),
        "wrong/double/forgets_the_sign.py: expected its own name as the diagnosis of double, received none",
    ),
    "right answer that behaves like a wrong one": (
        lambda root: write(
            root, "right/double/shrinks", f'"""Another."""\n{DOUBLE_OF.format("2 * abs(n)")}'
        ),
        "right/double/shrinks.py: expected no name as the diagnosis of double, received forgets_the_sign",
    ),
    "signature of the reference": (
        put(f"{SOLUTIONS}/reference.py", "def halve(x)", "def halve(x, by=2)"),
        "reference.py: expected halve(x) as in the handout, received halve(x, by=2)",
    ),
    "stub of another name": (
        put(HANDOUT, "def halve(", "def half("),
        "mini.py: expected a definition of halve in its solution cell",
    ),
    "stub that is no Python": (
        put(HANDOUT, "def halve(x: np", "def halve(x np"),
        "the cell halve cannot be read: ",
    ),
    "signature of an answer": (
        put(f"{SOLUTIONS}/right/halve/multiplies.py", "halve(x):\n    return x", "halve(y):\n    return y"),
        "right/halve/multiplies.py: expected halve(x) as in the handout, received halve(y)",
    ),
    "no hint": (
        without_hint,
        "wrong/double/doubles_bools.py: expected a hint below the docstring's first line",
    ),
    "no figure": (
        put(HANDOUT, 'id="figure_numbers"', 'id="numbers"'),
        "mini.py: the section of double has no figure, expected a demo cell figure_…",
    ),
    "no figure in a section": (
        put(HANDOUT, '# %% id="halve"', '# %% [markdown] id="text"\n# ## Figures\n\n# %% id="halve"'),
        "mini.py: the section of double has no figure, expected a demo cell figure_…",
    ),
    "stray assignment file": (
        add(f"assignments/{SLUG}/notes.txt", ""),
        "assignments/99_mini/notes.txt is stray: the engine knows no file of that name",
    ),
    "stray hidden test": (
        add(f"{SOLUTIONS}/hidden/test_triple.py", ""),
        "solutions/99_mini/hidden/test_triple.py is stray: the engine knows no file of that name",
    ),
    "answer to no exercise": (
        lambda root: write(root, "wrong/triple/forgets", ""),
        "solutions/99_mini/wrong/triple/forgets.py is stray: the engine knows no file of that name",
    ),
    "stale release": (
        put(f"release/{SLUG}/README.md", "Green", "Red"),
        "release/99_mini/README.md is stale: run autograder release 99_mini",
    ),
    "no release": (
        lambda root: shutil.rmtree(root / "release"),
        "release/99_mini/mini.ipynb is stale: run autograder release 99_mini",
    ),
    "points off": (
        put(DOUBLE, "points(2)", "points(3)"),
        "99_mini: the hidden tests of double are worth 5, expected 4 as in assignment.toml",
    ),
    "sum off": (
        put(CONFIG, "points = 8", "points = 9"),
        "99_mini/assignment.toml: the exercises add up to 8 points, expected 9 - at `$.points`",
    ),
    "unreadable answer": (
        wrong(SIGN, "FAILS = ", "FALLS = "),
        "wrong/double/forgets_the_sign.py: expected FAILS, a set of the names of the tests",
    ),
}  # fmt: skip
for _name, (_fails, _) in WRONG.items():
    for _test in sorted(_fails):
        _exercise = _name.partition("/")[0]
        WEAKNESSES[f"without {_test} ({_name})"] = (
            lambda root, exercise=_exercise, test=_test: delete_test(root, exercise, test),
            f"wrong/{_name}.py: FAILS names {_test}, expected tests that exist",
        )


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    return whole_course(tmp_path_factory.mktemp("whole") / "root")


@pytest.fixture
def sentences(whole, tmp_path, sandbox):
    """Change a copy of the whole course, and return what its audit says."""

    def changed(change: Change) -> list[str]:
        root = Path(shutil.copytree(whole, tmp_path / "root"))
        change(root)
        done = audit_here(root, SLUG, sandbox)
        return [finding.sentence for finding in done.findings]

    return changed


def test_whole_course_has_no_findings(sentences):
    assert sentences(lambda _: None) == []


def test_test_that_explains_is_welcome(sentences):
    assert sentences(again('@pytest.mark.explains("a number for paper")\n')) == []


def test_figure_in_each_section_is_enough(sentences):
    def change(root):
        figure = '# %% id="figure_two" role="demo"\npass\n\n'
        spoil(
            root / HANDOUT,
            '# %% id="double"',
            f'{figure}# %% [markdown] id="text"\n# ## 1\n\n# %% id="double"',
        )
        spoil(root / HANDOUT, '# %% id="halve"', f'{figure.replace("two", "three")}# %% id="halve"')
        build(root)

    assert sentences(change) == []


@pytest.mark.parametrize("name", WEAKNESSES)
def test_weakness_is_named(sentences, name):
    change, sentence = WEAKNESSES[name]

    found = sentences(change)

    assert [one for one in found if one.startswith(sentence)], found
