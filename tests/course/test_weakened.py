"""A weakened copy of assignment 01 is refused, with the sentence that names the cause."""

import ast
import shutil

import msgspec
import pytest

from autograder import assignment as assignments
from autograder.audit import judgement
from tests.cli.support import spoil
from tests.support import ROOT, audit_here

pytestmark = pytest.mark.slow
SLUG = "01_shapes_and_parameters"
HIDDEN = ROOT / "solutions" / SLUG / "hidden"
FILES = {path.stem.removeprefix("test_"): ast.parse(path.read_text()) for path in sorted(HIDDEN.glob("*.py"))}
TESTS = [
    (exercise, node.name)
    for exercise, tree in FILES.items()
    for node in tree.body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
]
ONE = "equivalent_dense_params"


@pytest.fixture
def copy(tmp_path):
    for folder in ("assignments", "solutions", "release"):
        shutil.copytree(ROOT / folder / SLUG, tmp_path / folder / SLUG)
    return tmp_path


def without(matrix, exercise, test):
    """The matrix as it were without a test, its points given to others."""
    rows = [
        msgspec.structs.replace(
            row,
            outcomes={
                name: {one: outcome for one, outcome in tests.items() if (name, one) != (exercise, test)}
                for name, tests in row.outcomes.items()
            },
        )
        for row in matrix.rows
    ]
    columns = [one for one in matrix.columns if (one.exercise, one.name) != (exercise, test)]
    return msgspec.structs.replace(matrix, rows=rows, columns=columns)


@pytest.mark.parametrize(("exercise", "test"), TESTS, ids=[f"{exercise}-{test}" for exercise, test in TESTS])
def test_no_hidden_test_can_go_unnoticed(audit_of, exercise, test):
    matrix = audit_of(SLUG).matrix
    said = [one.sentence for one in judgement.judge(without(matrix, exercise, test))]

    relying = [row for row in matrix.rows if row.exercise == exercise and test in row.fails]
    assert relying
    for row in relying:
        assert f"{row.file}: FAILS names {test}, expected tests that exist" in said


def said_of(root, sandbox, exercise):
    return [one.sentence for one in audit_here(root, SLUG, sandbox, exercises=[exercise]).findings]


@pytest.mark.parametrize("exercise", FILES)
def test_deleted_test_leaves_points_missing(copy, sandbox, exercise):
    path = copy / "solutions" / SLUG / "hidden" / f"test_{exercise}.py"
    kept = [node for node in FILES[exercise].body if getattr(node, "name", "") != dict(TESTS)[exercise]]
    path.write_text(ast.unparse(ast.Module(kept, [])), encoding="utf-8")

    said = said_of(copy, sandbox, exercise)

    announced = assignments.load(ROOT, SLUG).exercise(exercise).points
    missing = [one for one in said if f"the hidden tests of {exercise} are worth " in one]
    assert [one.endswith(f"expected {announced:g} as in assignment.toml") for one in missing] == [True]


def test_broken_right_answer_is_named(copy, sandbox):
    answer = copy / "solutions" / SLUG / "right" / ONE / "last_address.py"
    spoil(answer, "use_bias=False", "use_bias=True")

    said = said_of(copy, sandbox, ONE)

    start = f"right/{ONE}/last_address.py: expected to pass every test, fails "
    assert any(one.startswith(start) for one in said)


def test_wrong_answer_that_is_right_is_named(copy, sandbox):
    folder = copy / "solutions" / SLUG
    right = (folder / "right" / ONE / "last_address.py").read_text(encoding="utf-8")
    wrong = folder / "wrong" / ONE / "adds_sizes.py"
    head, _, _ = wrong.read_text(encoding="utf-8").partition("def ")
    wrong.write_text(head + right.partition("\n")[2], encoding="utf-8")

    said = said_of(copy, sandbox, ONE)

    assert f"wrong/{ONE}/adds_sizes.py: expected to be caught, passes every test" in said
