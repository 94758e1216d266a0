"""Thousands of hostile inputs, the same on every run: each ends as its target says, and in no other way.

A run that dies at the first check proves little, so the ways in which inputs end are asserted too:
enough of them get through, and every reason for a refusal that stands in the code occurs.
"""

from __future__ import annotations

import ast
import inspect
import json
import random
import re
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import submission, wire
from autograder.model import Outcome
from tests.fuzz import hostile_frames, hostile_notebooks, hostile_reports
from tests.fuzz.targets import TARGETS, WRITERS
from tests.support import ROOT
from tests.unit.test_wire import VALUES

CORPUS = Path(__file__).parent / "corpus"
RUN = Path(__file__).parent / "run_atheris.py"
MIB = 1 << 20
MAX_GROWTH_BYTES = 48 * MIB  # of the process, over a whole run
ROOM_BYTES = 768 * MIB  # of addresses: an input that asks for more is a MemoryError, which no target allows


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Leave this process room for what one input may take, and none for what a bomb would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_pages(0) + ROOM_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _pages(field: int) -> int:
    """Return the bytes of addresses (0) or of memory (1) that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[field]) * resource.getpagesize()


def fuzzed(target: str, make: Callable[[random.Random], bytes], count: int) -> Counter[str]:
    """Run a target on many inputs; return how often each end was met."""
    rng = random.Random(f"{target} 1")
    ends: Counter[str] = Counter()
    before = 0
    with bounded_memory():
        for number in range(count):
            if number == count // 5:  # caches are warm
                before = _pages(1)
            data = make(rng)
            try:
                ends[TARGETS[target](data)] += 1
            except BaseException as error:
                error.add_note(f"input {number}: {data[:2000]!r}")
                raise
    assert ends.total() == count
    assert _pages(1) - before < MAX_GROWTH_BYTES
    return ends


def reasons(module: ModuleType, *kinds: str) -> list[str]:
    """Return the texts that a module raises with, an ellipsis where a value is put in."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[text])) if name in kinds:
                parts = text.values if isinstance(text, ast.JoinedStr) else [text]
                found.append("".join(one.value if isinstance(one, ast.Constant) else "…" for one in parts))
    assert len(found) > 5
    return found


def unmet(texts: list[str], ends: Counter[str]) -> list[str]:
    """Return the reasons that no end is an instance of."""
    patterns = {text: re.compile(".*".join(map(re.escape, text.split("…"))), re.DOTALL) for text in texts}
    return [text for text, pattern in patterns.items() if not any(map(pattern.fullmatch, ends))]


def test_ten_thousand_frames_end_in_a_value_or_a_refusal():
    ends = fuzzed("wire", hostile_frames.frame, 10_000)
    assert 1_500 < ends["value"] < 6_000
    assert unmet(reasons(wire, "ValueError"), ends) == ["more text than is allowed"]  # 8 MiB: test_wire.py
    assert {"JSONDecodeError", "UnicodeDecodeError", "RecursionError", "OverflowError", "incomplete"} <= {
        *ends
    }
    assert {"bytes after the end of a frame", "a frame with bytes left over"} <= {*ends}
    assert any(end.startswith("a frame announces") for end in ends)


def test_fifteen_hundred_conversations_end_in_a_verdict():
    ends = fuzzed("conversation", hostile_frames.replied, 1_500)
    assert {*Outcome} - {Outcome.not_run} <= {*ends}  # what a child says cannot keep a test from running
    assert ends[Outcome.died] < 1_000
    assert any(end.endswith("early") for end in ends)


def test_dripping_does_not_stretch_the_deadline():
    """Each byte comes in time; the whole answer would take a hundred times as long as it may."""
    answer = wire.encode([2, "ok", "x" * 2000])
    assert TARGETS["conversation"](b"\x00\x00" + answer) == Outcome.passed
    assert TARGETS["conversation"](b"\x00\x02" + answer) == Outcome.timed_out


# Reasons that are not in the bytes of a file but in its name or kind, or in very many bytes.
ELSEWHERE = re.compile(
    "expected a (readable|plain) file|expected a notebook .* or a script|expected at most … MiB"
)


def test_two_thousand_notebooks_become_cells_or_a_sentence():
    notebooks = fuzzed("notebook", hostile_notebooks.notebook, 2_000)
    scripts = fuzzed("script", hostile_notebooks.script, 400)
    assert 300 < notebooks["submission"] < 1_500
    assert scripts["submission"] > 60  # any text in UTF-8 is one
    missing = unmet(reasons(submission, "UnreadableError"), notebooks + scripts)
    assert [one for one in missing if not ELSEWHERE.match(one)] == []


def test_three_hundred_reports_keep_their_shape():
    ends = fuzzed("report", hostile_reports.texts, 300)
    assert min(ends["graded"], ends["not_graded"]) > 50


def test_every_writer_of_reports_is_fuzzed():
    no_writers = {"__init__", "exporting", "schema"}  # the second picks one, the third sees no report
    modules = {path.stem for path in (ROOT / "autograder" / "reports").glob("*.py")} - no_writers
    assert {name.partition(",")[0] for name in WRITERS} == {*modules, "model"}


# What hypothesis makes: it shrinks what it finds, where the runs above are many and cheap.

WORDS = st.sampled_from([*hostile_frames.WORDS, "False", "set"])
PARTS = (
    st.integers(-2, 20)
    | st.integers().map(str)
    | st.text(max_size=8)
    | st.floats().map(float.hex)
    | st.none()
)
SHAPES = st.lists(st.integers(-1, 4), max_size=4)
NODES: st.SearchStrategy[Any] = st.recursive(
    st.tuples(WORDS, PARTS)
    | st.tuples(WORDS)
    | st.tuples(st.just("handle"), PARTS, st.sampled_from(hostile_frames.ODD_KINDS))
    | st.tuples(st.just("array"), st.sampled_from([*wire.DTYPES]), SHAPES, st.integers(-1, 64)),
    lambda inner: st.tuples(st.sampled_from(["list", "tuple", "dict"]), st.lists(inner, max_size=5)),
    max_leaves=12,
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
CLAIMS = st.fixed_dictionaries(
    {}, optional={"id": JSON, "role": JSON, "nbgrader": JSON | st.builds(dict, grade_id=JSON)}
)
CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"])},
    optional={
        "source": st.text() | st.lists(st.text(), max_size=3) | JSON,
        "metadata": CLAIMS | JSON,
        "id": JSON,
    },
)
BOOKS = st.fixed_dictionaries(
    {"nbformat": st.just(4) | JSON}, optional={"cells": st.lists(CELLS, max_size=4) | JSON, "metadata": JSON}
)


@given(NODES, st.binary(max_size=64))
def test_any_header_ends_in_a_value_or_a_refusal(tree, body):
    header = json.dumps(tree).encode("ascii")
    TARGETS["wire"](wire.PREFIX.pack(len(header), len(body)) + header + body)


@given(VALUES, st.randoms(use_true_random=False))
def test_any_value_belied_ends_in_a_value_or_a_refusal(value, rng):
    TARGETS["wire"](hostile_frames.belied(rng, wire.encode(value)))


@given(BOOKS)
def test_any_notebook_becomes_cells_or_a_sentence(book):
    TARGETS["notebook"](json.dumps(book).encode())


@given(st.sampled_from([*TARGETS]), st.binary(max_size=200))
def test_any_bytes_end_as_the_target_says(target, data):
    if target != "conversation" or data[1:2] not in (b"\x01", b"\x02"):  # those wait
        TARGETS[target](data)


# What was found: by the runs above, and under coverage by run_atheris.py.

FOUND = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_ends_as_its_target_says(path):
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.skipif(find_spec("atheris") is not None, reason="atheris is installed here")
def test_run_under_coverage_says_what_it_needs():
    done = subprocess.run([sys.executable, RUN, "wire"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "run_atheris.py needs atheris, which is not installed: pip install atheris\n"


def test_corpus_is_small():
    assert {path.parent.name for path in FOUND} == {*TARGETS}
    assert max(path.stat().st_size for path in FOUND) <= 4096
    assert sum(path.stat().st_size for path in FOUND) < 300_000
