"""Right and wrong answers as files: read one, and put a whole submission together from several.

A variant holds its own exercise only; the rest comes from the reference. A wrong one's docstring
opens with the misconception and goes on with the hint; `FAILS` names the tests that must catch it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.assignment import Assignment, Exercise
from autograder.errors import CourseError

Side = Literal["right", "wrong"]
SIDES: tuple[Side, ...] = ("right", "wrong")


@dataclass(frozen=True)
class Variant:
    """One file under right/ or wrong/. `code` is its text without docstring and FAILS."""

    exercise: str
    name: str
    side: Side
    title: str
    hint: str
    fails: frozenset[str]
    code: str


def discover(assignment: Assignment, side: Side) -> Iterator[Variant]:
    """Yield the variants of an assignment, sorted by exercise (in teaching order) and name."""
    for exercise in assignment.config.exercises:
        folder = assignment.hidden().parent / side / exercise.name
        for path in sorted(folder.glob("*.py")):
            yield read(path, exercise, side)


def read(path: Path, of: Exercise, side: Side) -> Variant:
    """Read a variant file.

    Raises:
        CourseError: it has no docstring, does not define its exercise, or (a wrong one) no FAILS.
    """
    text = path.read_text(encoding="utf-8")
    where = f"{side}/{of.name}/{path.name}"
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{where}: {error}") from error
    title, _, hint = (ast.get_docstring(tree) or "").partition("\n")
    if not title:
        raise CourseError(f"{where}: expected a docstring that opens with one sentence")
    for name in of.defines:
        if name not in bound(tree.body):
            raise CourseError(f"{where}: expected a definition of {name}")
    fails = _fails(tree, where) if side == "wrong" else frozenset()
    kept = [node for node in tree.body[1:] if _assigned(node) != {"FAILS"}]
    return Variant(of.name, path.stem, side, title, hint.strip(), fails, _source(text, kept))


def reference_cells(assignment: Assignment, text: str | None = None) -> dict[str, str]:
    """Return the reference as sources of solution cells; helpers and imports go into the first one.

    Args:
        assignment: whose.
        text: of a changed reference.py, in place of the one there is.

    Raises:
        CourseError: the reference does not define every exercise.
    """
    if text is None:
        text = (assignment.hidden().parent / "reference.py").read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{assignment.slug}/reference.py: {error}") from error
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    exercises = assignment.config.exercises
    public = {name for exercise in exercises for name in exercise.defines}
    if missing := sorted(public - bound(body)):
        raise CourseError(f"{assignment.slug}/reference.py: expected a definition of {missing[0]}")
    helpers = _source(text, [node for node in body if not bound([node]) & public])
    cells = {
        one.name: _source(text, [node for node in body if bound([node]) & set(one.defines)])
        for one in exercises
    }
    first = exercises[0].name
    return {**cells, first: f"{helpers}\n\n\n{cells[first]}"}


def assemble(assignment: Assignment, chosen: Mapping[str, Variant]) -> dict[str, str]:
    """Return the sources of all solution cells: the chosen variants, the reference elsewhere.

    Raises:
        CourseError: a variant defines a name of the reference other than its exercise.
    """
    cells = reference_cells(assignment)
    first = assignment.config.exercises[0].name
    taken = bound(ast.parse("\n".join(cells.values())).body)
    for exercise, variant in chosen.items():
        own = set(assignment.exercise(exercise).defines)
        if clash := bound(ast.parse(variant.code).body) & taken - own:
            raise CourseError(
                f"{variant.side}/{exercise}/{variant.name}.py defines {min(clash)}, a name of the reference"
            )
        if exercise == first:  # that cell carries the reference's helpers, which the others need
            nodes = ast.parse(cells[first]).body
            kept = _source(cells[first], [node for node in nodes if not bound([node]) & own])
            cells[first] = f"{kept}\n\n\n{variant.code}"
        else:
            cells[exercise] = variant.code
    return cells


def bound(body: list[ast.stmt]) -> set[str]:
    """Return the names that statements define by def, class or assignment."""
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return defined.union(*(_assigned(node) for node in body))


def _assigned(node: ast.stmt) -> set[str]:
    """Return the names an assignment binds."""
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return set()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}


def _fails(tree: ast.Module, where: str) -> frozenset[str]:
    for node in tree.body:
        if _assigned(node) == {"FAILS"} and isinstance(node, ast.Assign):
            try:
                found = ast.literal_eval(node.value)
            except (ValueError, TypeError):
                break
            if isinstance(found, set) and found and all(isinstance(name, str) for name in found):
                return frozenset(found)
    raise CourseError(f"{where}: expected FAILS, a set of the names of the tests that must catch it")


def _source(text: str, nodes: list[ast.stmt]) -> str:
    """Return the text of some statements, with the comments and decorators right above each."""
    lines = text.splitlines()
    parts = []
    for node in nodes:
        decorated = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(decorator.lineno for decorator in decorated)]) - 1
        while start > 0 and lines[start - 1].startswith("#"):
            start -= 1
        parts.append("\n".join(lines[start : node.end_lineno]))
    is_import = [isinstance(node, ast.Import | ast.ImportFrom) for node in nodes]
    imports = [part for part, first in zip(parts, is_import, strict=True) if first]
    others = [part for part, first in zip(parts, is_import, strict=True) if not first]
    return "\n\n\n".join([*(["\n".join(imports)] if imports else []), *others])
