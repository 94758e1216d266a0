"""Which way round, which axis, how far."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from itertools import pairwise

from autograder.audit.operators.nodes import (
    Edit,
    above,
    called,
    constant,
    listed,
    subject,
    without,
    wrapped,
)

FLIPS = {"flip", "flipud", "fliplr"}
TRANSPOSES = {"transpose", "swapaxes", "moveaxis"}
PRODUCTS = {"einsum", "tensordot", "dot", "matmul"}
BUILTINS = {"sum": "max", "max": "min", "min": "max", "any": "all", "all": "any", "prod": "sum"}
REDUCTIONS = {
    "mean": "sum", "sum": "mean", "prod": "sum", "max": "min", "min": "max", "amax": "amin", "amin": "amax",
    "argmax": "argmin", "argmin": "argmax", "maximum": "minimum", "minimum": "maximum", "any": "all",
    "all": "any", "std": "var", "var": "std", "cumsum": "cumprod", "floor": "ceil", "ceil": "floor",
    "zeros": "ones", "ones": "zeros", "zeros_like": "ones_like", "ones_like": "zeros_like",
    "exp": "exp2", "log": "log2", "sin": "cos", "cos": "sin",
}  # fmt: skip


def flip_axis(node: ast.AST) -> Iterator[Edit]:
    """An axis runs the other way: of a window, of what is indexed, reshaped, multiplied; or it does not."""
    match node:
        case ast.Slice(lower=None, upper=None, step=None):
            yield {node: "::-1"}
        case ast.Slice(lower=None, upper=None, step=step) if step is not None and ast.unparse(step) == "-1":
            yield {node: ":"}
        case ast.Subscript(slice=ast.Slice() as only, ctx=ast.Load()) if _bounded(only):
            yield {node: f"{ast.unparse(node)}[::-1]"}
        case ast.Subscript(slice=ast.Tuple(elts=index), ctx=ast.Load()):
            for axis in [axis for axis, one in enumerate(index) if _counted(one)]:
                yield {node.value: f"{ast.unparse(node.value)}[{':, ' * axis}::-1]"}
            slices = [one for one in index if isinstance(one, ast.Slice)]  # an integer's axis is gone
            for axis in [axis for axis, one in enumerate(slices) if _bounded(one)]:
                yield {node: f"{ast.unparse(node)}[{':, ' * axis}::-1]"}
        case ast.Call() if called(node) in FLIPS and (array := subject(node)):
            yield {node: array}
        case ast.Call() if called(node) in PRODUCTS | {"reshape"}:
            arrays = node.args if called(node) in PRODUCTS else [subject(node)]
            for array in arrays:
                if isinstance(array, ast.Name | ast.Attribute):
                    yield {array: f"{ast.unparse(array)}[::-1]"}
                    yield {array: f"{ast.unparse(array)}[:, ::-1]"}


def swap_axes(node: ast.AST) -> Iterator[Edit]:
    """Two neighbouring axes of an index change places: `x[:, i, j]` becomes `x[:, j, i]`."""
    if isinstance(node, ast.Tuple) and isinstance(above(node), ast.Subscript):
        for one, other in pairwise(node.elts):
            yield {one: other, other: one}


def narrow_axes(node: ast.AST) -> Iterator[Edit]:
    """A reduction over several axes leaves one of them out."""
    match node:
        case ast.keyword(arg="axis" | "axes", value=ast.Tuple(elts=axes) as value) if len(axes) > 1:
            for fewer in without(axes):
                yield {value: f"({listed(fewer)})"}


def transpose(node: ast.AST) -> Iterator[Edit]:
    """A product is taken the other way round, a factor is transposed, or a transposition is forgotten."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            yield {left: right, right: left}
            for factor in (left, right):
                if not (isinstance(factor, ast.Attribute) and factor.attr == "T"):
                    yield {factor: f"{wrapped(factor)}.T"}
        case ast.Attribute(value=array, attr="T", ctx=ast.Load()):
            yield {node: array}
        case ast.Call() if called(node) in TRANSPOSES and (straight := subject(node)):
            yield {node: straight}


def floor_or_ceil(node: ast.AST) -> Iterator[Edit]:
    """A division rounds the other way: `a // b` becomes `-(-a // b)`, and back."""
    match node:
        case ast.UnaryOp(
            op=ast.USub(),
            operand=ast.BinOp(left=ast.UnaryOp(op=ast.USub(), operand=left), op=ast.FloorDiv(), right=right),
        ):
            yield {node: f"{wrapped(left)} // {wrapped(right)}"}
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            if not isinstance(left, ast.UnaryOp):  # the same as the way back
                yield {node: f"-(-{wrapped(left)} // {wrapped(right)})"}


def other_reduction(node: ast.AST) -> Iterator[Edit]:
    """A function is taken for its sister: mean for sum, max for min, zeros for ones, exp for exp2."""
    match node:
        case ast.Call(func=ast.Name(id=name) as function) if name in BUILTINS:
            yield {function: BUILTINS[name]}
        case ast.Call(func=ast.Attribute(value=ast.Name(id="math"), attr=name) as function):
            other = REDUCTIONS.get(name, "")
            if other and name != "prod":
                yield {function: f"math.{other}" if hasattr(math, other) else other}
            elif other:
                yield {function: "sum"}
        case ast.Call(func=ast.Attribute(value=array, attr=name) as function) if name in REDUCTIONS:
            yield {function: f"{wrapped(array)}.{REDUCTIONS[name]}"}


def shift_range(node: ast.AST) -> Iterator[Edit]:
    """A range starts or ends one off."""
    if called(node) != "range" or not isinstance(node, ast.Call):
        return
    first = node.args[0] if len(node.args) > 1 else None
    last = node.args[1] if len(node.args) > 1 else node.args[0]
    if first is None:
        yield {node: f"range(1, {ast.unparse(last)})"}
    for bound in (first, last):
        if bound is not None and not constant(bound):
            yield {bound: f"{wrapped(bound)} - 1"}
            yield {bound: f"{wrapped(bound)} + 1"}


def shift_slice(node: ast.AST) -> Iterator[Edit]:
    """A window starts one late or ends one off."""
    if not isinstance(node, ast.Slice) or not _bounded(node):
        return
    if node.lower is None and node.upper is not None:
        yield {node: f"1:{ast.unparse(node.upper)}" + (f":{ast.unparse(node.step)}" if node.step else "")}
    if node.upper is None and node.lower is not None and node.step is None:
        yield {node: f"{ast.unparse(node.lower)}:-1"}
    for bound in (node.lower, node.upper):
        if bound is not None and not constant(bound):
            yield {bound: f"{wrapped(bound)} + 1"}


def _counted(node: ast.expr) -> bool:
    """Tell a running index, `i` or `t - 1`, from a place that is written out."""
    return isinstance(node, ast.Name | ast.BinOp)


def _bounded(node: ast.Slice) -> bool:
    return node.lower is not None or node.upper is not None
