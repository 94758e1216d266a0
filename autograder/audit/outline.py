"""A reference's top-level statements: what each defines, what it uses, and which exercises reach it."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from autograder.assignment import Assignment
from autograder.errors import CourseError


@dataclass(frozen=True)
class Part:
    """One definition or table: the names it binds, its text, and the file's text around it."""

    names: tuple[str, ...]
    text: str
    before: str
    after: str

    @property
    def line(self) -> int:
        """The number of its first line in the file."""
        return self.before.count("\n") + 1

    def uses(self) -> set[str]:
        """Return the global names it refers to, inner functions included; a local is none of them."""
        return set(_globals(symtable.symtable(self.text, "reference.py", "exec")))


def parts(assignment: Assignment) -> list[Part]:
    """Return the functions, classes and tables of an assignment's reference, in its order.

    Raises:
        CourseError: there is no reference, or it cannot be parsed.
    """
    try:
        text = (assignment.hidden().parent / "reference.py").read_text(encoding="utf-8")
        body = ast.parse(text).body
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(f"{assignment.slug}/reference.py: {error}") from error
    lines = StringIO(text).readlines()  # as the parser counts them: str.splitlines knows more ends
    found = []
    for node in body:
        if names := tuple(_bound(node)):
            decorators = getattr(node, "decorator_list", [])
            first, last = min([node.lineno, *(one.lineno for one in decorators)]) - 1, node.end_lineno
            cuts = lines[first:last], lines[:first], lines[last:]
            found.append(Part(names, *("".join(some) for some in cuts)))
    return found


def users(assignment: Assignment) -> dict[str, list[str]]:
    """Return, for every top-level name, the exercises that reach it, in teaching order.

    An exercise reaches itself, what it refers to, and what that refers to in turn. A name that no
    exercise reaches has an empty list: it is dead, and belongs to no exercise's tests.

    Raises:
        CourseError: there is no reference, or it cannot be parsed.
    """
    uses: dict[str, set[str]] = {}
    for part in parts(assignment):
        for name in part.names:
            uses.setdefault(name, set()).update(part.uses())
    found: dict[str, list[str]] = {name: [] for name in uses}
    for exercise in assignment.config.exercises:
        reached, ahead = set(), set(exercise.defines)
        while ahead:
            reached |= ahead
            ahead = {name for one in ahead for name in uses.get(one, ())} - reached
        for name in found:
            if name in reached:
                found[name].append(exercise.name)
    return found


def _bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a definition or an assignment binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _globals(inner)
