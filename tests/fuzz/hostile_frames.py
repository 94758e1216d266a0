"""Frames as a hostile child might write them: a valid one, then lies told about its parts.

Most lies keep the rest of the frame consistent, so that they reach the check they are meant for.
"""

from __future__ import annotations

import copy
import functools
import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder import wire
from autograder.wire import Handle

Parts = tuple[Any, bytes]  # a header's tree, and the body
PREFIX = wire.PREFIX.size
WORDS = (
    *("None", "True", "int", "ints", "float", "str", "bytes"),
    *("list", "tuple", "dict", "handle", "array", "scalar"),
)
FOREIGN = (None, True, 1.5, {}, {"a": 1}, "", "int", 0, -1, 1 << 62, [], [[]], ["None"], float("nan"))
LENGTHS = (-1, 0, 1, 7, 9, 255, 1 << 16, 1 << 25, 1 << 31, 1 << 62, "1", True, None, [4])
ODD_INTS = ("", "-", "+1", " 1", "1_0", "0x1", "\u0661", "007", "-0", "1\n", "9" * 400, "9" * 401, "1e3")
ODD_ROWS = ("", " ", "-3 4", "1 ", "1  2", "1\n2", "\u0661 2", "1,2", "9" * 19, "0 " * 70_000 + "0", 1, None)
ODD_FLOATS = ("1.5", "0x1.8p+0", "0x1.0p+1024", "-0x0.0p+0", "inf", "-nan", "nan", "Infinity", "0x1p+0", "")
ODD_DTYPES = ("|O", ">f8", "<U2", "V2000000000", "<M8[s]", "i4,i4", "float64", "|b1", "<f2", "<c16", "|u1", 1)
ODD_SHAPES = ([], [-1], [1 << 62, 0], [0, 1 << 28], [1] * 9, [1 << 28] * 8, [True], ["1"], [1.5], 3, [3, 0])
ODD_KINDS = ("model\n", "a b", "<b>", "", "m\u00f6del", "a" * 101, "__class__", "Model", 7, None)
RAW = (
    b"\x00",
    b"\xff",
    b"[" * 3000,
    b"\x80\x04K\x01.",
    b"\x93NUMPY",
    b"NaN",
    b"[" * 30,
    b"]",
    b'"',
    b",",
    b"{",
    b"\\ud800",
)


def value(rng: random.Random, depth: int = 0) -> Any:
    """Return random plain data, as an honest child might answer."""
    match rng.randrange(13 if depth < 4 else 8):
        case 0:
            return rng.choice([None, True, False, Handle(rng.randrange(300), "Model")])
        case 1:
            return rng.choice([0, -1, rng.getrandbits(70), -(10**30), 1 << 1100])
        case 2 | 3:
            return rng.choice([0.0, -0.0, rng.gauss(0, 1e9), 5e-324, float("inf"), float("nan")])
        case 4:
            return rng.choice(["", "ok", "Zürich 東京", "a\x1b[31m\u202eb", "x" * 99, "\x00"])
        case 5:
            return rng.randbytes(rng.randrange(20))
        case 6 | 7:
            return array(rng)
        case 8 | 9:
            return [value(rng, depth + 1) for _ in range(rng.randrange(5))]
        case 10 if rng.random() < 0.5:
            return rng.choice([list, tuple])(rng.randrange(-9, 300) for _ in range(rng.randrange(1, 5)))
        case 10 | 11:
            return tuple(value(rng, depth + 1) for _ in range(rng.randrange(4)))
    return {
        rng.choice([key, f"k{key}", (key,), -key]): value(rng, depth + 1) for key in range(rng.randrange(4))
    }


def array(rng: random.Random) -> Any:
    """Return a small array or scalar of any dtype that may cross."""
    dtype = rng.choice(sorted(wire.DTYPES))
    shape = tuple(rng.randrange(4) for _ in range(rng.randrange(4)))
    raw = rng.randbytes(int(np.prod(shape, dtype=int)) * np.dtype(dtype).itemsize)
    raw = bytes(byte & 1 for byte in raw) if dtype == "|b1" else raw
    made = np.frombuffer(raw, dtype).reshape(shape)
    return made if shape or rng.random() < 0.5 else made[()]


def reply(rng: random.Random, number: int = 1) -> Any:
    """Return an answer to request `number`: of every kind there is, more or less well formed."""
    raised = ("raised", "ValueError", ["ValueError", "Exception"], "no", [(1, 2)])
    place = rng.choice([0, 1, 2, -1, True, "0", 10**30, None])
    faults = [(0, *raised[1:]), (place, *raised[1:]), [0, *raised[1:]], raised[1:], value(rng)]
    answers: list[list[Any]] = [
        ["ok", value(rng)],
        ["ok", [value(rng) for _ in range(rng.randrange(5))]],
        ["ok", ([value(rng) for _ in range(rng.randrange(4))], rng.choices(faults, k=rng.randrange(4)))],
        ["ok", functools.reduce(lambda inner, _: [inner], range(rng.randrange(8, 12)), None)],
        ["missing"],
        ["refused", rng.choice(["an array of dtype object is not plain data", "x" * 9000])],
        list(raised),
        ["raised", rng.choice(["X", "X" * 9000]), ["Exception"] * 900, "x" * 9000, [(1, 10**390)] * 90],
        ["raised", value(rng), value(rng), value(rng), value(rng)],
    ]
    answer = [number, *rng.choice(answers)]
    if rng.random() < 0.3:
        answer[rng.randrange(len(answer))] = value(rng)
    return rng.choice([answer, answer, answer, answer, tuple(answer), answer[1:]])


def frame(rng: random.Random, sent: Any = None) -> bytes:
    """Return a frame: valid one time in four, otherwise with up to three lies in it."""
    whole = wire.encode(value(rng) if sent is None else sent)
    return whole if rng.random() < 0.25 else belied(rng, whole)


def belied(rng: random.Random, whole: bytes) -> bytes:
    """Return a frame with lies told about its parts, and perhaps its bytes spoiled."""
    split = PREFIX + int.from_bytes(whole[:4])
    header, body = whole[PREFIX:split], whole[split:]
    try:
        parts: Parts = json.loads(header), body
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            parts = rng.choice(LIES)(rng, *parts)
        header, body = json.dumps(parts[0]).encode("ascii"), parts[1]
    except (ValueError, RecursionError):  # it was spoiled before, or is deeper than the interpreter
        header = spoiled(rng, header)
    if rng.random() < 0.2:
        header = spoiled(rng, header)
    lengths = [len(header), len(body)]
    made = header + body
    match rng.randrange(20):
        case 0:
            lengths[rng.randrange(2)] = rng.choice([0, 1, 1 << 20, (1 << 20) + 1, 32 << 20, 0xFFFFFFFF])
        case 1:
            made = made[: rng.randrange(len(made) + 1)]
        case 2:
            made += rng.randbytes(rng.randrange(1, 9))
        case 3:
            return rng.randbytes(rng.randrange(40))
    return wire.PREFIX.pack(*lengths) + made


def replied(rng: random.Random) -> bytes:
    """Return an input for the conversation: a question, a way to answer it, and the answer."""
    early = rng.random() < 0.2
    sent = reply(rng, 1 if early else 2)
    whole = wire.encode(sent) if rng.random() < 0.5 else frame(rng, sent)
    return bytes([rng.randrange(128) | 128 * early, rng.choice([0] * 30 + [1, 2])]) + whole


def spoiled(rng: random.Random, raw: bytes) -> bytes:
    """Return bytes with a flipped bit, a piece cut out, doubled, or put in."""
    data = bytearray(raw)
    here = rng.randrange(len(data) + 1)
    there = min(len(data), here + rng.randrange(1, 9))
    match rng.randrange(5):
        case 0 if here < len(data):
            data[here] ^= 1 << rng.randrange(8)
        case 1:
            del data[here:there]
        case 2:
            data[here:here] = data[here:there]
        case 3:
            data[here:there] = rng.choice(RAW)
        case _:
            data[here:here] = b" " * rng.randrange(1, 4)
    return bytes(data)


# Lies. Each takes a header's tree and a body, and returns others.


def _nodes(tree: Any, word: str = "") -> list[Any]:
    """Return the nodes of a tree that begin with a word, outermost first."""
    if type(tree) is not list:
        return []
    below = [node for item in tree for node in _nodes(item, word)]
    own = bool(tree) and type(tree[0]) is str and (not word or tree[0] == word)
    return [tree, *below] if own else below


def _part(position: int, odd: tuple[Any, ...], *words: str) -> Callable[[random.Random, Any, bytes], Parts]:
    """Return a lie that puts an odd part in place of one of a node of these kinds."""

    def lie(rng: random.Random, tree: Any, body: bytes) -> Parts:
        nodes = [
            node
            for word in words
            for node in _nodes(tree, word)
            if len(node) > abs(position + (position < 0))
        ]
        if not nodes:
            return tree, body
        rng.choice(nodes)[position] = copy.deepcopy(rng.choice(odd))
        return tree, body

    return lie


def _new(made: Callable[[random.Random], Any]) -> Callable[[random.Random, Any, bytes], Parts]:
    """Return a lie that puts a whole new value in place of some node."""

    def lie(rng: random.Random, tree: Any, body: bytes) -> Parts:
        nodes = _nodes(tree)
        if not nodes:
            return made(rng), body
        rng.choice(nodes[-3:])[:] = made(rng)
        return tree, body

    return lie


def _length(rng: random.Random, tree: Any, body: bytes) -> Parts:
    """Announce one byte more or less of a text or array, the body following or not."""
    nodes = [node for word in ("str", "bytes", "array", "scalar") for node in _nodes(tree, word)]
    if not nodes or type(rng.choice(nodes)[-1]) is not int:
        return tree, body
    step = rng.choice([-1, 1, 8])
    node = rng.choice(nodes)
    node[-1] = node[-1] + step if type(node[-1]) is int else step
    return tree, body + bytes(8) if rng.random() < 0.5 else body[:-1]


def _deep(rng: random.Random, tree: Any, body: bytes) -> Parts:
    """Wrap some node in lists: within bounds, at the bound, or past it."""
    nodes = _nodes(tree)
    if nodes:
        node = rng.choice(nodes)
        inner = node[:]
        for _ in range(rng.choice([0, 2, 8, 9, 10, 11, 12, 60])):
            inner = ["list", [inner]]
        node[:] = ["list", [inner]]
    return tree, body


def _twice(rng: random.Random, tree: Any, body: bytes) -> Parts:
    """Let keys of a dict be equal, alike, or no keys at all."""
    step = rng.choice([0, 1, (1 << 61) - 1])
    keys = [["int", str(5 + step * number)] for number in range(rng.choice([2, 16, 17]))]
    keys += rng.choice([[], [["list", []]], [["array", "<f8", [0], 0]], [["float", "nan"], ["float", "nan"]]])
    return ["tuple", [tree, ["dict", [part for key in keys for part in (key, ["None"])]]]], body


def _bytes(rng: random.Random, tree: Any, body: bytes) -> Parts:
    return tree, spoiled(rng, body)


def _odd_list(rng: random.Random, tree: Any, body: bytes) -> Parts:
    """Leave a part out of a node, or add one."""
    nodes = _nodes(tree)
    if nodes:
        node = rng.choice(nodes)
        if rng.random() < 0.5:
            del node[rng.randrange(len(node))]
        else:
            node.insert(rng.randrange(len(node) + 1), copy.deepcopy(rng.choice(FOREIGN)))
    return tree, body


def _arrays(rng: random.Random) -> Any:
    """Return an array's node out of odd parts, some of which agree with the body by chance."""
    word, dtype = rng.choice(["array", "array", "scalar"]), rng.choice(["<f8", "|u1", *ODD_DTYPES])
    shape = copy.deepcopy(rng.choice([[0], [1], *ODD_SHAPES]))
    return [word, dtype, shape, rng.choice([0, 0, 1, 8])]


LIES: tuple[Callable[[random.Random, Any, bytes], Parts], ...] = (
    _length, _deep, _twice, _bytes, _odd_list, _bytes, _length,
    _part(-1, LENGTHS, "str", "bytes", "array", "scalar"),
    _part(1, ODD_INTS, "int", "handle"),
    _part(1, ("list", "tuple", "set", 1, ["list"]), "ints"),
    _part(2, ODD_ROWS, "ints"),
    _part(1, ODD_FLOATS, "float"),
    _part(1, ODD_DTYPES, "array", "scalar"),
    _part(2, ODD_SHAPES, "array", "scalar"),
    _part(2, ODD_KINDS, "handle"),
    _part(1, FOREIGN, *WORDS),
    _part(0, (*WORDS, "set", "none", "\ud800", 1, None), *WORDS),
    _new(lambda rng: ["int", rng.choice(ODD_INTS)]),
    _new(lambda rng: ["ints", rng.choice(["list", "tuple", "set"]), rng.choice(ODD_ROWS)]),
    _new(lambda rng: ["float", rng.choice(ODD_FLOATS)]),
    _new(lambda rng: ["handle", rng.choice(ODD_INTS), rng.choice(ODD_KINDS)]),
    _new(lambda rng: ["dict", [["None"]] * rng.choice([1, 2, 4])]),
    _new(lambda rng: ["list", [["None"]] * rng.choice([0, 9, 200])]),
    _new(_arrays), _new(_arrays),
)  # fmt: skip
