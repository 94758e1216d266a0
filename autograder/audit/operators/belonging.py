"""What belongs together, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from autograder.audit.operators.nodes import (
    Edit,
    above,
    called,
    constant,
    is_text,
    swaps,
    wrapped,
)

COMMUTING = {
    "max", "min", "maximum", "minimum", "add", "multiply", "gcd", "hypot", "logical_and", "logical_or"
}  # fmt: skip
WEIGHTS = {"kernel", "recurrent_kernel", "bias", "embeddings", "gamma", "beta"}


def swap_elements(node: ast.AST) -> Iterator[Edit]:
    """Two gates change places in an unpacking, a tuple or a list."""
    if isinstance(node, ast.Tuple | ast.List) and not _unordered(node):
        yield from swaps(node.elts)


def swap_values(node: ast.AST) -> Iterator[Edit]:
    """Two entries of a table change their values."""
    if isinstance(node, ast.Dict):
        entries = zip(node.keys, node.values, strict=True)
        yield from swaps([value for key, value in entries if isinstance(key, ast.Constant)])


def swap_arguments(node: ast.AST) -> Iterator[Edit]:
    """Two neighbouring arguments of a call change places."""
    if isinstance(node, ast.Call) and called(node) not in COMMUTING | {"isinstance", "range", "getattr"}:
        for one, other in pairwise(node.args):
            starred = isinstance(one, ast.Starred) or isinstance(other, ast.Starred)
            if not starred and constant(one) == constant(other):  # 3 for an array shows at the first call
                yield {one: other, other: one}


def drop_addend(node: ast.AST) -> Iterator[Edit]:
    """A sum lacks one of its addends: the bias, the carried state, the padding."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        if is_text(node.left) or is_text(node.right):
            return
        if not _number(node.right, 1):  # one off: the library takes 1 to 0
            yield {node: node.left}
        chained = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Add | ast.Sub)
        if not chained and not _number(node.left, 1):
            yield {node: f"-{wrapped(node.right)}" if isinstance(node.op, ast.Sub) else node.right}


def drop_factor(node: ast.AST) -> Iterator[Edit]:
    """A product lacks one of its factors, a quotient its divisor."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        if not _number(node.right, 2):  # the library takes 2 to 1
            yield {node: node.left}
        chained = isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Mult | ast.Div)
        if isinstance(node.op, ast.Mult) and not chained and not _number(node.left, 2):
            yield {node: node.right}


def drop_keyword(node: ast.AST) -> Iterator[Edit]:
    """A keyword argument is forgotten."""
    if isinstance(node, ast.Call):
        for place, keyword in enumerate(node.keywords):
            if keyword.arg is not None:
                kept = [*node.keywords[:place], *node.keywords[place + 1 :]]
                yield {node: ast.unparse(ast.Call(func=node.func, args=node.args, keywords=kept))}


def one_branch(node: ast.AST) -> Iterator[Edit]:
    """A case is not told apart: always the one branch. (Exchanged branches are the library's `not`.)"""
    if isinstance(node, ast.IfExp):
        yield {node: node.body}
        yield {node: node.orelse}


def detach_weight(node: ast.AST) -> Iterator[Edit]:
    """A weight that is used here gets no gradient from here."""
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Load()) if name in WEIGHTS:
            if not isinstance(above(node), ast.Attribute | ast.Compare):  # a shape, a check
                yield {node: f"keras.ops.stop_gradient(self.{name})"}


def _unordered(node: ast.Tuple | ast.List) -> bool:
    """Tell where a swap means nothing or is another's: members, kinds, an index, an unpacked tuple."""
    match above(node):
        case ast.Compare(ops=[ast.In() | ast.NotIn()]) | ast.ExceptHandler() | ast.Subscript():
            return True
        case ast.keyword(arg="axis"):
            return True
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            equal = len({ast.unparse(value) for value in values}) == 1
            return equal or (node.elts is values and len(targets) == len(values))  # its targets are swapped
        case ast.Call() as call:
            return called(call) == "isinstance"
    return False


def _number(node: ast.AST, value: int) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == value
