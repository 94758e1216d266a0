"""What does not hold in an assignment's files: each check yields its findings."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from autograder import calibration, release, variants
from autograder.assignment import Assignment
from autograder.audit import equivalents, killing, record
from autograder.audit.judgement import Finding
from autograder.calibration import evidence
from autograder.errors import CourseError

Check = Callable[[Assignment, Path], Iterator[Finding]]


def signatures(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """Stub and reference take the same arguments, defaults included; right and wrong answers their names."""
    names = {one.name: one.defines for one in assignment.config.exercises}
    stubs = {
        cell.id: _arguments(cell.source, names[cell.id])
        for cell in assignment.cells
        if cell.role == "solution"
    }
    for exercise, found in stubs.items():
        for name in names[exercise]:
            if not any(part.split(".")[0] == name for part in found):
                where = assignment.config.handout
                text = f"{where}: expected a definition of {name} in its solution cell"
                yield Finding("signature", where, text)
    for exercise, source in variants.reference_cells(assignment).items():
        got = _arguments(source, names[exercise])
        for part, want in stubs[exercise].items():
            if part not in got or ast.unparse(got[part]) != ast.unparse(want):
                yield _differs("reference.py", part, want, got.get(part))
    for side in variants.SIDES:
        for one in variants.discover(assignment, side):
            got = _arguments(one.code, names[one.exercise])
            for part, want in stubs[one.exercise].items():
                if part in got and _names(got[part]) != _names(want):
                    yield _differs(f"{side}/{one.exercise}/{one.name}.py", part, want, got[part])


def hints(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """Every wrong answer has a hint: what stands in its docstring below the first line."""
    for one in variants.discover(assignment, "wrong"):
        if not one.hint:
            where = f"wrong/{one.exercise}/{one.name}.py"
            yield Finding("hint", where, f"{where}: expected a hint below the docstring's first line")


def figures(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """Every exercise's section, from the `## ` heading above its solution to the next, draws a figure."""
    sections: list[set[str]] = [set()]
    for cell in assignment.cells:
        if cell.role == "prose" and cell.source.startswith("## "):
            sections.append(set())
        sections[-1].add(cell.id if cell.role in ("demo", "solution") else "")
    for exercise in assignment.config.exercises:
        section = next(ids for ids in sections if exercise.name in ids)
        if not any(name.startswith("figure_") for name in section):
            where = assignment.config.handout
            text = f"{where}: the section of {exercise.name} has no figure, expected a demo cell figure_…"
            yield Finding("figure", where, text)


def strays(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """Every file of the two folders is one the engine knows."""
    names = [exercise.name for exercise in assignment.config.exercises]
    solutions = assignment.hidden().parent
    known = {assignment.folder / name for name in ("assignment.toml", assignment.config.handout)}
    known |= {assignment.folder / name for name in release.COPIED}
    kept = ("reference.py", equivalents.FILE, evidence.FILE, killing.FILE, record.FILE)
    known |= {solutions / name for name in kept}
    known |= {solutions / "hidden" / f"test_{name}.py" for name in names}
    for side in variants.SIDES:
        known |= {path for name in names for path in (solutions / side / name).glob("*.py")}
    for folder in (assignment.folder, solutions):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            cached = any(part.startswith((".", "__")) for part in inside.parent.parts)
            if path.is_file() and path not in known and not cached:
                where = f"{folder.parent.name}/{assignment.slug}/{inside}"
                yield Finding("stray", where, f"{where} is stray: the engine knows no file of that name")


def staleness(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """release/ is what would be built now."""
    for name in release.stale(assignment, root / "release" / assignment.slug):
        where = f"release/{assignment.slug}/{name}"
        yield Finding("stale", where, f"{where} is stale: run autograder release {assignment.slug}")


def thresholds(assignment: Assignment, root: Path) -> Iterator[Finding]:
    """The threshold of every outcome test follows from evidence, and the evidence is of today's code."""
    for where, sentence in calibration.complaints(assignment):
        yield Finding("calibration", where, sentence)


CHECKS: tuple[Check, ...] = (signatures, hints, figures, strays, staleness, thresholds)


def _arguments(source: str, names: Sequence[str]) -> dict[str, ast.arguments]:
    """Return the arguments of functions, and of each method of classes, without annotations."""
    found: dict[str, ast.arguments] = {}
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"the cell {names[0]} cannot be read: {error}") from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            found[node.name] = node.args
        if isinstance(node, ast.ClassDef) and node.name in names:
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            found |= {f"{node.name}.{method.name}": method.args for method in methods}
    for part in found.values():
        for argument in ast.walk(part):
            if isinstance(argument, ast.arg):
                argument.annotation = None
    return found


def _names(arguments: ast.arguments) -> list[str]:
    return [node.arg for node in ast.walk(arguments) if isinstance(node, ast.arg)]


def _differs(where: str, part: str, want: ast.arguments, got: ast.arguments | None) -> Finding:
    received = f"received {part}({ast.unparse(got)})" if got is not None else "found none"
    text = f"{where}: expected {part}({ast.unparse(want)}) as in the handout, {received}"
    return Finding("signature", where, text)
