"""The small course without Keras, made whole: with right and wrong answers, a figure, a release."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder import assignment as assignments
from autograder import release
from tests.cli.support import SLUG, numpy_course, spoil

HANDOUT = f"assignments/{SLUG}/mini.py"
CONFIG = f"assignments/{SLUG}/assignment.toml"
SOLUTIONS = f"solutions/{SLUG}"
POINTS = {"test_twice_the_number": 2, "test_half_of_everything": 3}  # of the others: 1

DOUBLE = """
def double(n):
    if isinstance(n, bool):
        raise TypeError("a bool")
    return {}
"""
HALVE = """
def halve(x):
    return {}
"""
RIGHT = {"double/adds": DOUBLE.format("n + n"), "halve/multiplies": HALVE.format("x * 0.5")}
WRONG = {
    "double/goes_through_a_float": ({"test_agrees_with_the_reference"}, DOUBLE.format("int(2.0 * n)")),
    "double/forgets_the_sign": ({"test_twice_the_number"}, DOUBLE.format("2 * abs(n)")),
    "double/doubles_bools": ({"test_bool_is_refused"}, "\ndef double(n):\n    return 2 * n\n"),
    "halve/divides_whole": ({"test_half_of_everything", "test_dtype_is_kept"}, HALVE.format("x // 2")),
    "halve/casts_to_single": ({"test_dtype_is_kept"}, HALVE.format("(x / 2).astype('float32')")),
}


def whole_course(folder: Path) -> Path:
    """A course whose audit finds nothing."""
    root = numpy_course(folder)
    spoil(root / CONFIG, "call_seconds = 1.0", "call_seconds = 5.0")  # a busy machine is no finding
    spoil(root / CONFIG, "cell_seconds = 1.0", "cell_seconds = 5.0")
    spoil(root / HANDOUT, 'id="figure"', 'id="figure_numbers"')
    for name, code in RIGHT.items():
        write(root, f"right/{name}", f'"""In another way."""\n{code}')
    for name, (fails, code) in WRONG.items():
        write(root, f"wrong/{name}", f'"""Goes wrong."""\n\nFAILS = {fails}\n{code}')
        spoil(root / SOLUTIONS / f"wrong/{name}.py", '"""Goes wrong."""', '"""Goes wrong.\n\nSee?\n"""')
    build(root)
    return root


def write(root: Path, name: str, text: str) -> None:
    path = root / SOLUTIONS / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(root: Path) -> None:
    release.build(assignments.load(root, SLUG), root / "release" / SLUG)


def delete_test(root: Path, exercise: str, test: str) -> None:
    """Take a hidden test away, and give its points to the first that is left."""
    path = root / SOLUTIONS / "hidden" / f"test_{exercise}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if getattr(node, "name", "") != test]
    left = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    worth = POINTS.get(left.name, 1) + POINTS.get(test, 1)
    first = left.decorator_list[0]
    assert ast.unparse(first) == f"pytest.mark.points({POINTS.get(left.name, 1)})"
    left.decorator_list[0] = ast.parse(f"pytest.mark.points({worth})", mode="eval").body
    path.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
