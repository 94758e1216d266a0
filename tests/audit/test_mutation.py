"""Machine mutants: each another program, at home where its tests should notice it, none where none could."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import assignment as assignments
from autograder.assignment import Assignment
from autograder.audit import folders
from autograder.audit.changes import changes
from autograder.audit.equivalents import Equivalent, equivalents, match
from autograder.audit.mutation import Mutant, mutants
from autograder.audit.outline import users
from autograder.errors import CourseError, OurError
from tests.audit.course import SOLUTIONS
from tests.cli.support import SLUG, numpy_course
from tests.support import ROOT

REFERENCE = '''"""The answers."""

SCALE = {"double": 2, "halve": 3}
SPARE = 1


def _dead(n):
    return n + 1


def _checked(n):
    if isinstance(n, bool):
        raise TypeError(f"{n + 1} is a bool")
    return n


def double(n):
    return _checked(n) * SCALE["double"]


def halve(x):
    _dead = _checked(x)
    return _dead / SCALE["double"]
'''


@cache
def first() -> tuple[Assignment, list[Mutant]]:
    assignment = assignments.load(ROOT, "01_shapes_and_parameters")
    return assignment, mutants(assignment)


def course(folder: Path, reference: str = REFERENCE, equivalent: str = "") -> Assignment:
    root = numpy_course(folder / "course")
    (root / SOLUTIONS / "reference.py").write_text(reference, encoding="utf-8")
    if equivalent:
        (root / SOLUTIONS / "equivalent.toml").write_text(equivalent, encoding="utf-8")
    return assignments.load(root, SLUG)


def made(text: str) -> set[str]:
    return {change.text for change in changes(text)}


def test_mutants_are_other_programs_each():
    assignment, found = first()
    text = (assignment.hidden().parent / "reference.py").read_text(encoding="utf-8")
    some = [one for one in found if one.function in ("CELLS", "_axis", "trace")]  # all would take seconds
    for one in some:
        compile(one.source, "reference.py", "exec")
    programs = {ast.dump(ast.parse(source)) for source in [text, *(one.source for one in some)]}
    assert len(programs) == len(some) + 1 > 100


def test_a_mutant_changes_the_lines_it_names_and_no_others():
    assignment, found = first()
    lines = (assignment.hidden().parent / "reference.py").read_text(encoding="utf-8").splitlines()
    for one in found:
        after = one.source.splitlines()
        gone = [line[1:] for line in one.diff.splitlines() if line.startswith("-")]
        come = [line[1:] for line in one.diff.splitlines() if line.startswith("+")]
        top = one.line - 1
        assert after == [*lines[:top], *come, *lines[top + len(gone) :]]
        assert lines[top : top + len(gone)] == gone
        assert (one.old, one.new) == tuple(" ".join(map(str.strip, some)) for some in (gone, come))


def test_mutants_come_in_the_same_order_every_time():
    assignment, found = first()
    assert mutants(assignment) == found
    assert [one.line for one in found] == sorted(one.line for one in found)


NAMES = st.sampled_from(["a", "b", "x[i]", "x[:, i:n]", "f(a, k=1)", "1", "x.sum(axis=(0, 1))", "'é'"])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+ - * / // @ < == and or".split()), inner).map(
            lambda three: f"({' '.join(three)})"
        ),
        st.tuples(inner, inner, inner).map(lambda three: "({} if {} else {})".format(*three)),
        st.tuples(inner, inner).map(lambda two: "[{}, {}]".format(*two)),
        inner.map(lambda one: f"-{one}"),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=60)
@given(EXPRESSIONS, st.sampled_from(["y = {}", "def f(a, b=1):\n    return {}", "while {}:\n    y += {}"]))
def test_a_change_makes_another_program_at_one_place(expression: str, around: str):
    text = around.format(expression, expression)
    found = changes(text)
    programs = {ast.dump(ast.parse(change.text)) for change in found}
    assert len(programs - {ast.dump(ast.parse(text))}) == len(found)
    for change in found:
        assert change.text.startswith(text[: change.start])
        assert change.text.endswith(text[change.end :])


def test_a_program_that_two_edits_make_is_one_mutant():
    assert [change.text for change in changes("y = a * a") if change.operator == "field/drop_factor"] == [
        "y = a"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "raise KeyboardInterrupt(f'{n + 1} of {max(a, b)}', a * b, k=c)",
        "raise E(a, b) from (c if d else e)",
        "def f():\n    why = a + 1\n    raise E(why)",
        "def f(a: int | None, *, b: list[1]) -> 2 | 3:\n    '''1 + 1'''",
        "n: int | 1",
    ],
)
def test_messages_annotations_and_docstrings_are_not_mutated(text: str):
    assert made(text) == set()


def test_a_value_that_is_also_returned_is_no_message():
    text = "def f():\n    n = a - b\n    if n:\n        raise E(n)\n    return n"
    assert text.replace("a - b", "a + b") in made(text)


def test_defaults_and_the_kind_of_exception_are_mutated():
    assert "def f(n=2): pass" in made("def f(n=1): pass")
    assert made("raise ValueError(n + 1)") == {"raise TypeError(n + 1)"}


def test_operators_that_prove_nothing_are_left_out():
    assert not any("cosmic" in text.lower() for text in made("try:\n    f()\nexcept E:\n    g()"))
    assert "y = a is b" not in made("y = a == b")
    assert made("y = a is None") == {"y = a is not None"}


def test_a_decorator_of_a_method_is_removed_with_its_line():
    text = "class A:\n    @property\n    def f(self):\n        pass"
    assert made(text) == {"class A:\n    def f(self):\n        pass"}


def test_a_helper_is_at_home_with_the_first_exercise_that_reaches_it():
    homes = {one.function: one.exercise for one in first()[1]}
    assert homes["_count"] == homes["_axis"] == "conv_output_length"
    assert homes["_map"] == "pool_output_shape"
    assert homes["CELLS"] == homes["_recurrent"] == "recurrent_params"
    assert homes["LAYERS"] == homes["_gap_layer"] == "trace"


def test_users_of_a_helper_are_all_exercises_that_reach_it():
    found = users(first()[0])
    assert found["_dense"] == ["dense_params", "equivalent_dense_params", "trace"]
    assert found["CELLS"] == ["recurrent_params", "trace"]
    assert found["receptive_field"] == ["receptive_field"]


def test_what_no_exercise_reaches_has_no_users_and_no_mutants(tmp_path: Path):
    assignment = course(tmp_path)
    assert [name for name, reached in users(assignment).items() if not reached] == ["SPARE", "_dead"]
    assert {one.function for one in mutants(assignment)} == {"SCALE", "_checked", "double", "halve"}


def test_a_diff_shows_the_change_in_its_place(tmp_path: Path):
    one = next(one for one in mutants(course(tmp_path)) if one.operator == "field/drop_check")
    assert one.diff.splitlines() == [
        "@@ _checked, line 12: field/drop_check @@",
        " def _checked(n):",
        "-    if isinstance(n, bool):",
        '-        raise TypeError(f"{n + 1} is a bool")',
        "+    pass",
        "     return n",
    ]
    assert one.old == 'if isinstance(n, bool): raise TypeError(f"{n + 1} is a bool")'


def test_a_broken_reference_is_the_authors_fault(tmp_path: Path):
    with pytest.raises(CourseError, match=rf"^{SLUG}/reference.py: .*\(<unknown>, line 1\)$"):
        mutants(course(tmp_path, "def double(n:\n"))


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "cosmic_ray.ast", None)
    with pytest.raises(OurError, match=r"pip install 'keras-workbook\[audit\]'"):
        changes("y = 1")


ENTRY = """[[equivalent]]
function = "double"
old = '{}'
new = 'return _checked(n)'
reason = "{}"
"""
OLD = 'return _checked(n) * SCALE["double"]'


def test_an_entry_is_matched_by_function_old_and_new(tmp_path: Path):
    assignment = course(tmp_path, equivalent=ENTRY.format(OLD, "so") + ENTRY.format("gone", "was so"))
    entries = equivalents(assignment)
    found, stale = match(mutants(assignment), entries)
    assert [(one.operator, entry.reason) for one, entry in found.items()] == [("field/drop_factor", "so")]
    assert (
        stale
        == entries[1:]
        == [Equivalent(function="double", old="gone", new="return _checked(n)", reason="was so")]
    )


def test_without_a_file_nothing_is_recorded(tmp_path: Path):
    assert equivalents(course(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ENTRY.format(OLD, ""), r"Expected `str` of length >= 1 - at `\$.equivalent\[0\].reason`"),
        (f"{ENTRY.format(OLD, 'so')}why = 1", r"unknown field `why` - at `\$.equivalent\[0\]`"),
        (ENTRY.format(OLD, "so") * 2, r"the entry stands twice - at `\$.equivalent\[1\]`"),
        ("[[equivalent", "Expected .* end of document"),
    ],
    ids=["no reason", "unknown field", "twice", "no toml"],
)
def test_a_broken_record_names_its_place(tmp_path: Path, text: str, says: str):
    with pytest.raises(CourseError, match=rf"^{SLUG}/equivalent.toml: .*{says}"):
        equivalents(course(tmp_path, equivalent=text))


def test_the_record_is_no_stray(tmp_path: Path):
    assignment = course(tmp_path, equivalent=ENTRY.format(OLD, "so"))
    assert [one for one in folders.strays(assignment, tmp_path) if "equivalent" in one.where] == []
