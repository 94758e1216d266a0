"""The changes that make mutants of one definition or table.

The general operators are cosmic-ray's (the extra `audit`), used as a library: its engine, which
starts an interpreter per mutant, is not. Those of this field are in operators/. Never changed are
docstrings, annotations, signatures but for defaults, and what only feeds the text of an exception:
messages are free in our specifications, so such a mutant is equivalent by construction. Another
kind of exception, or none, is a mutant.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from copy import deepcopy
from importlib.util import find_spec
from io import StringIO
from itertools import accumulate
from typing import Any

import msgspec

from autograder.audit.operators import OPERATORS, Edit
from autograder.audit.operators.nodes import above, linked
from autograder.errors import OurError

# What cosmic-ray offers and we leave out.
LEFT_OUT = re.compile(
    r"Variable(Replacer|Inserter)"  # wants the names of variables, and puts random numbers there
    r"|ExceptionReplacer"  # catches a class of cosmic-ray's, which is not there: see narrow_except
    r"|ReplaceComparisonOperator_(?!Is_IsNot|IsNot_Is)(Is(Not)?_\w+|\w+_Is(Not)?)"  # identity is no fact
    r"|ReplaceUnaryOperator_USub_UAdd"  # the same as without the sign
)
SPELLINGS = ("{}", "({})", "else: {}")  # as it is, in parentheses, in place of an elif


class Change(msgspec.Struct, frozen=True):
    """A place in the text of a part, and that text after an operator has changed the place."""

    operator: str
    start: int
    end: int
    text: str


def changes(text: str) -> list[Change]:
    """Return the changes of one definition or table, by place; each makes another program.

    Raises:
        OurError: the extra `audit` is not installed.
    """
    tree, places = linked(text), Places(text)
    frozen = [places.span(node) for node in _frozen(tree)]
    known, kept = {ast.dump(tree)}, []
    offered = [*_general(text, places), *_own(text, tree, places)]
    for change in sorted(offered, key=lambda change: change.start):  # stable: operators keep their order
        if any(start <= change.start and change.end <= end for start, end in frozen):
            continue
        program = _program(change.text)
        if program is not None and program not in known:
            known.add(program)
            kept.append(change)
    return kept


def installed() -> bool:
    """Tell whether the extra `audit` is there."""
    return all(find_spec(name) is not None for name in ("parso", "cosmic_ray"))


class Places:
    """Where lines and columns are in a text."""

    def __init__(self, text: str) -> None:
        self.lines = StringIO(text).readlines()
        self.starts = [0, *accumulate(map(len, self.lines))]

    def at(self, line: int, column: int) -> int:
        """Return the index of a line (from 1) and a column in characters."""
        return self.starts[line - 1] + column

    def span(self, node: Any) -> tuple[int, int]:
        """Return where a node of `ast` starts and ends; its columns are in bytes."""
        start = self.lines[node.lineno - 1].encode()[: node.col_offset].decode()
        end = self.lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode()
        return self.at(node.lineno, len(start)), self.at(node.end_lineno, len(end))


def _general(text: str, places: Places) -> Iterator[Change]:
    """Yield what cosmic-ray's operators do, each to a copy of the node it changes."""
    try:
        import parso
        from cosmic_ray.ast import ast_nodes
        from cosmic_ray.operators.provider import OperatorProvider
    except ImportError as error:
        hint = "pip install 'keras-workbook[audit]'"
        raise OurError(f"machine mutants need the extra audit: {hint} ({error})") from error
    provider = OperatorProvider()
    operators = {name: provider[name]() for name in provider if not LEFT_OUT.fullmatch(name)}
    for node in ast_nodes(parso.parse(text)):
        if node.parent is not None and node.parent.type == "parameters":
            continue  # the bare * and / of a signature
        for name, operator in operators.items():
            for number, (start, end) in enumerate(operator.mutation_positions(node)):
                copy = deepcopy(node, {id(node.parent): node.parent})  # alone, and it knows where it is
                made = operator.mutate(copy, number)
                before, after = text[: places.at(*node.start_pos)], text[places.at(*node.end_pos) :]
                # a decorator is taken away: what is left of its line is the indentation of the next
                code = made.get_code(include_prefix=False).lstrip() if made else ""
                after = after if made else after.lstrip(" ")
                yield Change(f"core/{name}", places.at(*start), places.at(*end), f"{before}{code}{after}")


def _own(text: str, tree: ast.Module, places: Places) -> Iterator[Change]:
    """Yield what the operators of this field do."""
    for node in _visible(tree):
        if isinstance(node, ast.Call) and isinstance(above(node), ast.Raise):
            continue  # its arguments are a text
        for name, operator in OPERATORS.items():
            for edit in operator(node):
                spans = [places.span(old) for old in edit]
                if (changed := _written(text, tree, edit, places)) is not None:
                    yield Change(name, min(spans)[0], max(spans)[1], changed)


def _written(text: str, tree: ast.Module, edit: Edit, places: Places) -> str | None:
    """Return the text after an edit, spelled so that it says what the edited tree says."""
    made = {old: _made(new, old) for old, new in edit.items()}
    want = _program_with(tree, made)
    pieces = [
        (
            places.span(old),
            text[slice(*places.span(new))] if isinstance(new, ast.AST) else ast.unparse(made[old]),
        )
        for old, new in edit.items()
    ]
    for spelling in SPELLINGS:
        changed = text
        for (start, end), code in sorted(pieces, reverse=True):
            changed = f"{changed[:start]}{spelling.format(code)}{changed[end:]}"
        if _program(changed) == want:
            return changed
    return None


def _visible(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those below; not the inside of f-strings, where Python 3.11 knows no places."""
    yield node
    for below in ast.iter_child_nodes(node) if not isinstance(node, ast.JoinedStr) else ():
        yield from _visible(below)


def _frozen(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what no mutant changes: annotations, and what only feeds the text of an exception."""
    texts: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(args=args, keywords=keywords), cause=cause):
                texts += [*args, *(keyword.value for keyword in keywords), *([cause] if cause else [])]
            case ast.Assert(msg=ast.expr() as text):
                texts.append(text)
            case ast.arg(annotation=ast.expr() as kind) | ast.AnnAssign(annotation=kind):
                yield kind
            case ast.FunctionDef(returns=ast.expr() as kind):
                yield kind
    yield from texts
    said = {id(node) for text in texts for node in ast.walk(text)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                uses = [id(one) in said for one in names if one.id == name]
                if uses and all(uses):
                    yield value


def _made(new: ast.AST | str, old: ast.AST) -> ast.AST:
    """Return a node of its own: a copy, or a text parsed as what it takes the place of."""
    if isinstance(new, ast.AST):
        return deepcopy(new, {id(above(new)): above(new)})
    if isinstance(old, ast.stmt):
        return ast.parse(new).body[0]
    made = ast.parse(f"_[{new}]" if isinstance(old, ast.Slice) else new, mode="eval").body
    return made.slice if isinstance(old, ast.Slice) and isinstance(made, ast.Subscript) else made


def _program_with(tree: ast.Module, made: Mapping[ast.AST, ast.AST]) -> str:
    """Return the program that a tree is with some nodes replaced; the tree stays as it is."""
    undo: list[tuple[ast.AST, str, Any]] = []
    for old, new in made.items():
        holder = above(old) or tree
        for field, value in list(ast.iter_fields(holder)):
            if value is old or (isinstance(value, list) and old in value):
                undo.append((holder, field, value))
                put = [new if one is old else one for one in value] if isinstance(value, list) else new
                setattr(holder, field, put)
    program = ast.dump(tree)
    for holder, field, value in reversed(undo):
        setattr(holder, field, value)
    return program


def _program(text: str) -> str | None:
    """Return what a text says, whatever its spelling; None where the compiler refuses it or warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what it warns of is no mistake that runs, and would be noise
        try:
            tree = ast.parse(text)
            compile(tree, "reference.py", "exec", dont_inherit=True)
        except (SyntaxError, SyntaxWarning, ValueError):
            return None
    return ast.dump(tree)
