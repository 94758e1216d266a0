"""Notebooks and scripts as they are handed in: real ones, changed in their structure or in their bytes."""

from __future__ import annotations

import copy
import functools
import json
import random
from collections.abc import Callable
from typing import Any

from autograder import handout
from tests.fuzz.hostile_frames import spoiled
from tests.fuzz.targets import courses

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "x", "code", "\ud800", "\x00", "a\u202eb", [], [1], ["x", "y"], {},
    {"id": "setup"}, {"nbgrader": []}, {"nbgrader": {"grade_id": 3}}, float("nan"), [[[[]]]], "x" * 5000,
)  # fmt: skip
IDS = (
    "double",
    "halve",
    "setup",
    "check_double",
    "conv_output_length",
    "trace",
    "",
    "a" * 5000,
    "\x1b[31m",
    "é",
    7,
)
KINDS = ("code", "markdown", "raw", "heading", "", "Code", None, 1)
FORMATS = (3, 4, 5, 4.0, "4", None, 1 << 70, -4, True)
BYTES = (
    b"\xff", b"\x00", b"\xef\xbb\xbf", b"\\ud800", b"NaN", b"1e999", b'{"a":1,"a":2}', b"[" * 2000,
    b'{"a":' * 2000, b'"', b",", b"null", b"\xed\xa0\x80", b'"nbformat":4,', b'"cells":[],', b"9" * 5000,
    b"\r\n", b"//", b"\xe2\x80\xae",
)  # fmt: skip
LINES = (
    "# %%", "# %% [markdown]", "# %% [raw]", '# %% id="double" role="solution"', "# %% {}", '# %% {"id": [',
    "# ---", "# jupyter:", "#   jupytext: {a: &a [*a]}", "# !!python/name:os", "# + [markdown]", "# -", '"""',
    "%%bash", "!ls", "\x0c", "\tx = 1", "def double(n):", "# %% [markdown] id=3", "if x:", "\\", "\u2028",
    '# %% tags=["a"] id="' + "b" * 2000 + '"', "\x00", "# -*- coding: latin-1 -*-", "# %% id='a' id='b' =",
    '# %% active="ipynb"', "#%%", " # In[3]:", "# <codecell>", "# %%time", "#" * 5000, "# % %",
    "# %matplotlib inline", "'''",
)  # fmt: skip


@functools.cache
def notebooks() -> tuple[Any, ...]:
    """Return the notebooks of all courses here, as JSON."""
    return tuple(json.loads(handout.write(handout.notebook(course))) for course in courses())


@functools.cache
def scripts() -> tuple[str, ...]:
    """Return the handouts of all courses here; the beginning of long ones, for jupytext takes its time."""
    paths = [course.folder / course.config.handout for course in courses()]
    return tuple(path.read_text(encoding="utf-8")[:6000] for path in paths)


def notebook(rng: random.Random) -> bytes:
    """Return a notebook with up to four changes, then perhaps a change to its bytes."""
    book = copy.deepcopy(rng.choice(notebooks()))
    book["cells"] = rng.sample(book["cells"], min(len(book["cells"]), rng.randrange(1, 12)))
    for _ in range(rng.randrange(5)):
        rng.choice(CHANGES)(rng, book)
    raw = json.dumps(book, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    match rng.randrange(12):
        case 0 | 1:
            return _changed(rng, raw)
        case 2:
            return raw[: rng.randrange(len(raw))]
        case 3:
            return raw.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-8-sig", "utf-7"]))
        case 4:  # a field twice: which of the two counts?
            return raw.replace(b'"cell_type"', b'"source": "", "metadata": {}, "cell_type"', 1)
        case 5:
            return rng.choice([rng.randbytes(rng.randrange(60)), b" " * rng.randrange(3), b"[]", b"{}", b"4"])
    return raw


def changed(rng: random.Random, raw: bytes) -> bytes:
    """Return a notebook with one more change to its structure, or to its bytes if it has none."""
    try:
        book = json.loads(raw)
        rng.choice(CHANGES)(rng, book)
        return json.dumps(book).encode()
    except (ValueError, RecursionError, AttributeError, TypeError):
        return _changed(rng, raw)


def _changed(rng: random.Random, raw: bytes) -> bytes:
    if rng.random() < 0.5:
        return spoiled(rng, raw)
    here = rng.randrange(len(raw) + 1)
    return raw[:here] + rng.choice(BYTES) + raw[here + rng.randrange(3) :]


def script(rng: random.Random) -> bytes:
    """Return a script with up to six changed lines, then perhaps a change to its bytes."""
    lines = rng.choice(scripts()).split("\n")
    for _ in range(rng.randrange(7)):
        here = rng.randrange(len(lines) + 1)
        match rng.randrange(4):
            case 0:
                del lines[here : here + rng.randrange(1, 9)]
            case 1:
                lines[here:here] = rng.sample(lines, min(len(lines), 5))
            case _:
                lines.insert(here, rng.choice(LINES))
    if rng.random() < 0.01:
        lines += rng.choice([["# %%"] * 2100, ["x" * (1 << 20)]])
    raw = rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines).encode("utf-8", "surrogatepass")
    return _changed(rng, raw) if rng.random() < 0.2 else raw


# Changes to a notebook, in place.


def _cell(rng: random.Random, book: Any) -> Any:
    cells = [cell for cell in _items(book.get("cells")) if type(cell) is dict]
    return rng.choice(cells) if cells else {}


def _items(found: Any) -> list[Any]:
    return found if type(found) is list else []


def _set(key: str, odd: tuple[Any, ...]) -> Callable[[random.Random, Any], None]:
    """Return a change that gives some cell's field an odd value."""

    def change(rng: random.Random, book: Any) -> None:
        _cell(rng, book)[key] = copy.deepcopy(rng.choice(odd))

    return change


def _any_node(rng: random.Random, book: Any) -> None:
    """Put an odd value anywhere, or take something away."""
    node = book
    while True:
        keys = [*node] if type(node) is dict else [*range(len(node))]
        if not keys:
            return
        key = rng.choice(keys)
        if rng.random() < 0.3 or type(node[key]) not in (dict, list):
            break
        node = node[key]
    if rng.random() < 0.5:
        del node[key]
    else:
        node[key] = copy.deepcopy(rng.choice(ODD))


def _claim(rng: random.Random, book: Any) -> None:
    """Let a cell claim another id and role."""
    name = rng.choice(IDS)
    about = {"id": name, "role": rng.choice(["solution", "provided", "check", "", None, 3])}
    nbgrader = {"nbgrader": {"grade_id": name}}
    _cell(rng, book)["metadata"] = rng.choice([about, nbgrader, {**about, **nbgrader}])


def _again(rng: random.Random, book: Any) -> None:
    """Let a cell stand many times."""
    cells, again = _items(book.get("cells")), _cell(rng, book)
    small = len(str(again)) < 2000
    cells += [dict(again) for _ in range(rng.choice([1, 2, 2100 if small else 1]))]


def _large(rng: random.Random, book: Any) -> None:
    """Let a source be at the bound of what is read, or past it."""
    _cell(rng, book)["source"] = "x" * rng.choice([1000, (1 << 20) - 2000, (1 << 20) + 1])


def _format(rng: random.Random, book: Any) -> None:
    book["nbformat"] = rng.choice(FORMATS)


CHANGES: tuple[Callable[[random.Random, Any], None], ...] = (
    _any_node, _any_node, _any_node, _claim, _claim, _again, _format,
    _set("source", ODD), _set("metadata", ODD), _set("cell_type", KINDS), _set("id", IDS),
    _set("outputs", ODD),
    lambda rng, book: rng.shuffle(_items(book.get("cells"))),
    lambda rng, book: _large(rng, book) if rng.random() < 0.3 else None,
    lambda rng, book: rng.choice([book, _cell(rng, book)]).update({f"k{n}": n for n in range(1001)}),
)  # fmt: skip
