"""A hostile frame ends in a WireError and in nothing else; tests/fuzz tries them by the thousand."""

from __future__ import annotations

import contextlib
import json
import math
import random
import time
import tracemalloc

import pytest

from autograder import wire
from autograder.wire import WireError
from tests.unit.frames import PREFIX, decode_tree


@pytest.mark.parametrize(
    "lengths", [(0xFFFFFFFF, 0), (0, 0xFFFFFFFF), ((1 << 20) + 1, 0), (0, (32 << 20) + 1)]
)
def test_announced_lengths_are_bounded(lengths):
    with pytest.raises(WireError, match="announces"):
        wire.lengths(wire.PREFIX.pack(*lengths))


BAD_TREES = {
    "nothing": [],
    "bare number": 1,
    "bare text": "None",
    "null": None,
    "unknown word": ["set", []],
    "word of case": ["none"],
    "extra part": ["None", 1],
    "object": {"int": "1"},
    "real": ["list", [1.5]],
    "boolean": ["list", [True]],
    "NaN": ["float", math.nan],
    "infinity": ["float", math.inf],
    "decimal float": ["float", "1.5"],
    "long float": ["float", "0x1." + "0" * 14 + "p+0"],
    "too large float": ["float", "0x1.0000000000000p+1024"],
    "huge float": ["float", "0x1.0p+9999"],
    "spaced integer": ["int", " 1"],
    "underscored integer": ["int", "1_0"],
    "foreign digits": ["int", "\u0661"],
    "integer as number": ["int", 1],
    "long integer": ["int", "9" * 401],
    "line after integer": ["int", "1\n"],
    "no integers": ["ints", "list", ""],
    "integers in a set": ["ints", "set", "1 2"],
    "integers in a list": ["ints", ["list"], "1 2"],
    "integers as numbers": ["ints", "list", [1, 2]],
    "long integer among others": ["ints", "list", "1 " + "9" * 19],
    "two blanks between integers": ["ints", "list", "1  2"],
    "line after integers": ["ints", "list", "1 2\n"],
    "foreign digits among integers": ["ints", "list", "1 \u0661"],
    "too many integers": ["ints", "list", "0 " * wire.MAX_NODES + "0"],
    "deep integers": json.loads('["list",[' * wire.MAX_DEPTH + '["ints","list","1"]' + "]]" * wire.MAX_DEPTH),
    "odd dict": ["dict", [["None"]]],
    "unhashable key": ["dict", [["list", []], ["None"]]],
    "array key": ["dict", [["array", "<f4", [0], 0], ["None"]]],
    "key twice": ["dict", [["int", "1"], ["None"], ["int", "1"], ["None"]]],
    "equal keys": ["dict", [["int", "1"], ["None"], ["True"], ["None"]]],
    "deep": json.loads("[" * 40 + "]" * 40),
    "deep list": json.loads('["list",[' * 14 + '["None"]' + "]]" * 14),
    "handle with blank": ["handle", "1", "a b"],
    "handle with line": ["handle", "1", "model\n"],
    "handle with markup": ["handle", "1", "<b>"],
    "handle with empty name": ["handle", "1", ""],
    "handle with long name": ["handle", "1", "a" * 101],
    "handle with other letters": ["handle", "1", "mödel"],
    "handle with odd number": ["handle", "one", "model"],
    "text past the body": ["str", 1],
    "negative length": ["str", -1],
    "boolean length": ["bytes", False],
    "text length": ["bytes", "0"],
    "surrogate word": ["\ud800"],
}


@pytest.mark.parametrize("tree", BAD_TREES.values(), ids=BAD_TREES.keys())
def test_bad_trees_are_refused(tree):
    with pytest.raises(WireError):
        decode_tree(tree)


BAD_HEADERS = {
    "empty": b"",
    "no JSON": b"hello",
    "latin": b'["str\xe9"]',
    "byte order mark": b'\xef\xbb\xbf["None"]',
    "NaN": b"[NaN]",
    "infinity": b"[-Infinity]",
    "exponent": b'["list",[1e999]]',
    "key twice": b'{"a":1,"a":2}',
    "empty object": b'["list",[{}]]',
    "huge number": b'["str",' + b"9" * 5000 + b"]",
    "trailing text": b'["None"] ["None"]',
    "cut off": b'["list",[["None"]',
    "deep brackets": b"[" * 500_000,
    "pickle": b"\x80\x04K\x01.",
    "numpy": b"\x93NUMPY\x01\x00",
}


@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_bad_headers_are_refused(header):
    with pytest.raises(WireError):
        wire.decode(header, b"")


BAD_ARRAYS = {
    "object": ("|O", [1], 8),
    "text": ("<U2", [1], 8),
    "void": ("V2000000000", [0], 0),
    "record": ("i4,i4", [1], 8),
    "date": ("<M8[s]", [1], 8),
    "big endian": (">f8", [1], 8),
    "spelled out": ("float64", [1], 8),
    "bytes short": ("<f8", [2], 8),
    "bytes long": ("<f4", [1], 8),
    "rank": ("<f8", [1] * 9, 8),
    "bomb": ("<f8", [1 << 62, 0], 0),
    "product": ("<f8", [1 << 28] * 8, 8),
    "wide zero": ("<f8", [(1 << 28) + 1, 0], 0),
    "negative": ("<f8", [-1, -1], 8),
    "boolean dimension": ("<f8", [True], 8),
    "text dimension": ("<f8", ["1"], 8),
    "scalar as number": ("<f8", 1, 8),
    "no boolean": ("|b1", [8], 8),
}


@pytest.mark.parametrize(("dtype", "shape", "size"), BAD_ARRAYS.values(), ids=BAD_ARRAYS.keys())
def test_bad_arrays_are_refused(dtype, shape, size):
    with pytest.raises(WireError):
        decode_tree(["array", dtype, shape, size], b"\x02" * size)


def test_scalars_have_no_shape():
    with pytest.raises(WireError):
        decode_tree(["scalar", "<f4", [1], 4], bytes(4))


@pytest.mark.parametrize("body", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"])
def test_texts_must_be_utf8(body):
    with pytest.raises(WireError, match="UnicodeDecodeError"):
        decode_tree(["str", len(body)], body)


@pytest.mark.parametrize("text", [b"\xff", b"\xf0\x9f\x98\x80\xff\xff\xff\xff", b"abcd"])
def test_texts_cost_a_few_times_their_size(text):
    """Bad bytes spelled out one by one took 4 seconds and half a gigabyte for a body of 32 MiB."""
    size = 1 << 20
    body = text * (size // len(text))
    tracemalloc.start()
    with contextlib.suppress(WireError):
        decode_tree(["str", size], body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * size


def test_trailing_bytes_are_refused():
    with pytest.raises(WireError, match="left over"):
        decode_tree(["str", 1], b"ab")


def test_equal_hashes_cost_little():
    """Integers with one hash make a dict quadratic; nobody needs thousands of them."""
    prime = (1 << 61) - 1
    keys = [["int", str(number * prime)] for number in range(16_000)]
    header = json.dumps(["dict", [part for key in keys for part in (key, ["None"])]], separators=(",", ":"))
    began = time.process_time()
    try:
        wire.decode(header.encode("ascii"), b"")
    except WireError:
        pass
    assert time.process_time() - began < 0.7


def test_random_prefixes_are_bounded():
    rng = random.Random(20240612)
    for _ in range(2_000):
        try:
            header, body = wire.lengths(rng.randbytes(PREFIX))
        except WireError:
            continue
        assert header <= wire.MAX_HEADER_BYTES
        assert body <= wire.MAX_BODY_BYTES
