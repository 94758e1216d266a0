"""What calibration measures: each outcome test, the answers it must judge, and digests of their code.

A digest covers the statements that can change a measurement: what a function's names reach, one
from the other. Another exercise's answer, another test in the same file or the threshold itself
may change, and hours of training stay valid.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from autograder import variants
from autograder.assignment import Assignment, Exercise
from autograder.errors import CourseError
from autograder.thresholds import Threshold


@dataclass(frozen=True)
class Answer:
    """A known answer: its file below solutions/NN_slug, and the sources of its solution cells."""

    file: str
    right: bool
    cells: Mapping[str, str]
    digest: str


@dataclass(frozen=True)
class OutcomeTest:
    """A hidden test that bears the mark `threshold`.

    Its answers are the reference, the right ones, and the wrong ones whose FAILS names it.
    """

    exercise: str
    name: str
    toolbox: str
    threshold: Threshold
    digest: str
    answers: tuple[Answer, ...]

    @property
    def where(self) -> str:
        """Its file and name, for sentences."""
        return f"hidden/test_{self.exercise}.py::{self.name}"


@dataclass(frozen=True)
class Reach:
    """Names that reach from one statement to the next, and a digest of these statements."""

    names: frozenset[str]
    digest: str


def outcome_tests(assignment: Assignment) -> list[OutcomeTest]:
    """Return the outcome tests of an assignment, in teaching order; most assignments have none.

    Raises:
        CourseError: a test, a mark or an answer cannot be read.
    """
    found = []
    for exercise in assignment.config.exercises:
        path = assignment.hidden() / f"test_{exercise.name}.py"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for node, threshold in _marked(text, f"hidden/{path.name}"):
            takes_reference = "reference" in _names(node)
            beside = [(assignment.hidden().parent / "reference.py").read_text(encoding="utf-8")]
            sources = [text, *(beside if takes_reference else [])]
            asked = reach(sources, {node.name}).names | set(exercise.defines)
            found.append(
                OutcomeTest(
                    exercise=exercise.name,
                    name=node.name,
                    toolbox=exercise.toolbox,
                    threshold=threshold,
                    digest=reach(sources, {node.name}).digest,
                    answers=tuple(_answers(assignment, exercise, node.name, asked)),
                )
            )
    return found


def reach(sources: Sequence[str], start: Set[str]) -> Reach:
    """Return what some names reach in some sources; marks of pytest are left out.

    Raises:
        CourseError: a source is no Python.
    """
    try:
        statements = [
            (_bound(node), _names(node), _text(source.splitlines(), node))
            for source in sources
            for node in ast.parse(source).body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
    except SyntaxError as error:
        raise CourseError(f"the code that {min(start)} may reach cannot be read: {error}") from error
    reached = set(start)
    while (
        more := {name for bound, names, _ in statements if not bound or bound & reached for name in names}
        - reached
    ):
        reached |= more
    kept = dict.fromkeys(text for bound, _, text in statements if not bound or bound & reached)
    return Reach(frozenset(reached), hashlib.sha256("\n".join(kept).encode()).hexdigest()[:16])


def _answers(assignment: Assignment, exercise: Exercise, test: str, asked: Set[str]) -> Iterator[Answer]:
    """Yield the reference, the right answers, and the wrong ones that the test must catch."""
    provided = [cell.source for cell in assignment.cells if cell.role == "provided"]
    chosen: list[tuple[str, bool, dict[str, variants.Variant]]] = [("reference.py", True, {})]
    for side in variants.SIDES:
        for one in variants.discover(assignment, side):
            if one.exercise == exercise.name and (side == "right" or test in one.fails):
                file = f"{side}/{one.exercise}/{one.name}.py"
                chosen.append((file, side == "right", {one.exercise: one}))
    for file, right, picked in chosen:
        cells = variants.assemble(assignment, picked)
        yield Answer(file, right, cells, reach([*provided, *cells.values()], asked).digest)


def _marked(text: str, where: str) -> Iterator[tuple[ast.FunctionDef, Threshold]]:
    """Yield the tests of a file that bear the mark `threshold`."""
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise CourseError(f"{where}: {error}") from error
    for node in (one for one in body if isinstance(one, ast.FunctionDef)):
        for mark in node.decorator_list:
            match mark:
                case ast.Call(func=ast.Attribute(attr="threshold"), keywords=keywords):
                    try:
                        given = {str(one.arg): ast.literal_eval(one.value) for one in keywords}
                    except ValueError as error:
                        raise CourseError(
                            f"{where}::{node.name}: expected numbers in its threshold"
                        ) from error
                    yield node, Threshold.declared(given, f"{where}::{node.name}")


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds; one that binds none is taken to matter always."""
    found: set[str] = set()
    for part in [node] if isinstance(node, ast.FunctionDef | ast.ClassDef) else ast.walk(node):
        match part:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
    return found


def _names(node: ast.AST) -> set[str]:
    """Return what a statement mentions: variables, arguments (a test's fixtures), attributes, words."""
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.Constant(value=str(word)) if word.isidentifier():  # student.map asks by name
                found.add(word)
    return found


def _text(lines: Sequence[str], node: ast.stmt) -> str:
    """Return a statement's text with its decorators, but for marks of pytest."""
    kept = [
        ast.unparse(one)
        for one in getattr(node, "decorator_list", [])
        if not ast.unparse(one).startswith("pytest.mark")
    ]
    return "\n".join([*kept, *lines[node.lineno - 1 : node.end_lineno]])
