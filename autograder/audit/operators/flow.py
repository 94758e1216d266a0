"""What happens at all, and when."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.audit.operators.nodes import Edit, above, called, listed, subject, without, wrapped

EXCEPTIONS = {"ValueError": "TypeError", "TypeError": "ValueError", "KeyError": "ValueError"}
UPDATES = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.Div: "*", ast.FloorDiv: "/"}
COPIES = {"copy", "array", "ascontiguousarray", "stop_gradient"}
ACTIVATIONS = {"tanh", "sigmoid", "_sigmoid", "relu", "softmax", "exp", "log", "sqrt", "square", "abs"}
KEEPING = {"append", "extend", "insert"}
ORDERED = {"tuple", "list", "array", "stack", "concatenate"}


def drop_check(node: ast.AST) -> Iterator[Edit]:
    """What must not be is not refused."""
    match node:
        case ast.If(body=[ast.Raise()], orelse=[]) | ast.Assert():
            yield {node: "pass"}


def drop_call(node: ast.AST) -> Iterator[Edit]:
    """A call for its effect, or a running update, is forgotten."""
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield {node: "pass"}


def other_exception(node: ast.AST) -> Iterator[Edit]:
    """An exception of another kind is raised."""
    match node:
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name) as kind) | (ast.Name(id=name) as kind)):
            if name in EXCEPTIONS:
                yield {kind: EXCEPTIONS[name]}


def narrow_except(node: ast.AST) -> Iterator[Edit]:
    """A handler lets one kind of exception through."""
    match node:
        case ast.ExceptHandler(type=ast.Tuple(elts=kinds) as caught):
            for fewer in without(kinds):
                yield {caught: f"({listed(fewer)})"}
        case ast.ExceptHandler(type=ast.Name() as caught):
            yield {caught: "()"}


def overwrite(node: ast.AST) -> Iterator[Edit]:
    """What should be added up is replaced: the gradient of a weight used twice, or of overlapping windows."""
    if isinstance(node, ast.AugAssign):
        sign = "-" if isinstance(node.op, ast.Sub) else ""
        yield {node: f"{ast.unparse(node.target)} = {sign}{wrapped(node.value)}"}


def other_update(node: ast.AST) -> Iterator[Edit]:
    """A running update goes the other way, or adds where it multiplies."""
    if isinstance(node, ast.AugAssign) and (sign := UPDATES.get(type(node.op))):
        yield {node: f"{ast.unparse(node.target)} {sign}= {ast.unparse(node.value)}"}


def scatter_once(node: ast.AST) -> Iterator[Edit]:
    """Of several gradients for one row only the last arrives."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute() as function, args=[array, index, value])):
            if ast.unparse(function).endswith(".add.at"):
                for sign in ("+=", "="):
                    yield {node: f"{ast.unparse(array)}[{ast.unparse(index)}] {sign} {ast.unparse(value)}"}


def drop_copy(node: ast.AST) -> Iterator[Edit]:
    """An array is kept by reference, or a gradient is let through."""
    if isinstance(node, ast.Call) and called(node) in COPIES:
        array = subject(node)
        if isinstance(array, ast.Name | ast.Attribute | ast.Subscript):
            yield {node: array}


def drop_activation(node: ast.AST) -> Iterator[Edit]:
    """A function applied to every entry is forgotten."""
    if isinstance(node, ast.Call) and called(node) in ACTIVATIONS and (array := subject(node)):
        yield {node: array}


def other_activation(node: ast.AST) -> Iterator[Edit]:
    """A gate is squashed as a candidate is, or a candidate as a gate."""
    match node:
        case ast.Call(func=ast.Attribute(value=library, attr="tanh"), args=[array]):
            yield {node: f"1 / (1 + {ast.unparse(library)}.exp(-{wrapped(array)}))"}
        case ast.Call(func=ast.Attribute(value=library, attr="sigmoid") as function, args=[_]):
            yield {function: f"{ast.unparse(library)}.tanh"}
        case ast.Call(func=ast.Name(id="sigmoid" | "_sigmoid") as function, args=[_]):
            yield {function: "np.tanh"}


def training_flag(node: ast.AST) -> Iterator[Edit]:
    """A layer is told the wrong mode. (A flag written as True or False is the library's.)"""
    match node:
        case ast.keyword(arg="training", value=value) if not isinstance(value, ast.Constant):
            yield {value: "True"}
            yield {value: "False"}


def reverse_loop(node: ast.AST) -> Iterator[Edit]:
    """A loop runs backwards, where its order matters."""
    match node:
        case ast.For(iter=ast.Call(func=ast.Name(id="reversed"), args=[forwards]) as order):
            yield {order: forwards}
        case ast.For(iter=order) if _carries(node):
            yield {order: _reversed(order)}
        case ast.ListComp(generators=[ast.comprehension(iter=order), *_]):
            yield {order: _reversed(order)}
        case ast.GeneratorExp(generators=[ast.comprehension(iter=order), *_]):
            if (call := above(node)) is not None and called(call) in ORDERED:
                yield {order: _reversed(order)}


def _reversed(order: ast.expr) -> str:
    match order:
        case ast.Call(func=ast.Name(id="reversed"), args=[forwards]):
            return ast.unparse(forwards)
        case ast.Call(func=ast.Name(id="range")):
            return f"reversed({ast.unparse(order)})"
    return f"reversed(list({ast.unparse(order)}))"


def _carries(loop: ast.For) -> bool:
    """Tell whether a round appends, or reads what an earlier round wrote. A mere sum has no order."""
    inside = [node for statement in loop.body for node in ast.walk(statement)]
    if any(isinstance(node, ast.Call) and called(node) in KEEPING for node in inside):
        return True
    names = [node for node in inside if isinstance(node, ast.Name) and not _described(node)]
    read, written = set(), set()
    for node in sorted(names, key=lambda name: (_line(name), _writes(name))):  # values before targets
        if _writes(node):
            written.add(node.id)
        elif node.id not in written:
            read.add(node.id)
    return bool(read & written)


def _writes(name: ast.Name) -> bool:
    """Tell whether a name, or a part of its array, is assigned here."""
    match above(name):
        case ast.Subscript(value=array, ctx=ast.Store()) if array is name:
            return True
    return isinstance(name.ctx, ast.Store)


def _described(name: ast.Name) -> bool:
    """Tell whether only the form of an array is asked for, which no round changes."""
    holder = above(name)
    return isinstance(holder, ast.Attribute) and holder.attr in {"shape", "ndim", "size", "dtype"}


def _line(node: ast.AST | None) -> int:
    """Return the line in which the statement around a node starts."""
    while node is not None and not isinstance(node, ast.stmt):
        node = above(node)
    return node.lineno if node is not None else 0
