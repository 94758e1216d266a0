"""What operators ask of a tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

# Nodes, and what takes the place of each: another node of the tree, as it is written, or a new text.
Edit = Mapping[ast.AST, ast.AST | str]
Operator = Callable[[ast.AST], Iterator[Edit]]

MODULES = {"np", "numpy", "ops", "keras", "tf", "math"}
MANY = 4  # of more things than these, neighbours are swapped instead of every two


def linked(text: str) -> ast.Module:
    """Parse a text; every node of the tree knows the one above it."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for below in ast.iter_child_nodes(node):
            below.above = node  # type: ignore[attr-defined]  # ours; a tree of Python's has no way up
    return tree


def above(node: ast.AST) -> ast.AST | None:
    """Return the node that holds this one."""
    return getattr(node, "above", None)


def called(node: ast.AST) -> str:
    """Return the last part of the name that is called: `max` of `np.max(x)` and `x.max()`; else nothing."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def subject(call: ast.Call) -> ast.expr | None:
    """Return the array a call is about: `x` of `x.sum()` and of `np.sum(x)`, `keras.ops.sum(x)`, `sum(x)`."""
    if isinstance(call.func, ast.Attribute) and not in_module(call.func):
        return call.func.value
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None


def in_module(node: ast.Attribute) -> bool:
    """Tell a function of a library, `np.sum`, from a method, `x.sum`."""
    return ast.unparse(node.value).split(".")[0] in MODULES


def constant(node: ast.AST | None) -> bool:
    """Tell what is written out: a number with its sign (the library changes those), a text, None."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def is_text(node: ast.AST) -> bool:
    """Tell a string as written."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def wrapped(node: ast.AST) -> str:
    """Return a node's text in parentheses: it may stand anywhere."""
    return f"({ast.unparse(node)})"


def listed(nodes: Sequence[ast.AST]) -> str:
    """Return the text of a tuple's inside: `a, b`, and `a,` of one."""
    return ", ".join(map(ast.unparse, nodes)) + ("," if len(nodes) == 1 else "")


def swaps(items: Sequence[ast.expr]) -> Iterator[Edit]:
    """Exchange two that differ: every two of a few, neighbours of many."""
    for one, other in combinations(items, 2) if len(items) <= MANY else pairwise(items):
        if ast.unparse(one) != ast.unparse(other):
            yield {one: other, other: one}


def without(items: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield the sequence with one left out."""
    for place in range(len(items)):
        yield [*items[:place], *items[place + 1 :]]
