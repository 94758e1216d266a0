"""A submitted file is read as data; whatever is wrong with it is a sentence for the student."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from autograder import submission
from autograder.errors import UnreadableError
from autograder.submission import Cell, read


def notebook(*cells: Any, **fields: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **fields}).encode()


def code(source: Any = "x = 1", **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **fields}


def write(folder: Path, raw: bytes, name: str = "answers.ipynb") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


UNREADABLE = {
    "no JSON": (b"hello", "it is not JSON"),
    "cut off": (notebook(code())[:-5], "it is not JSON"),
    "list": (b"[]", "Expected `object`"),
    "page": (b"<html></html>", "it is not JSON"),
    "empty": (b"", "empty file"),
    "blanks": (b" \n\n", "empty file"),
    "byte order mark": (b"\xef\xbb\xbf" + notebook(), "it is not JSON"),
    "UTF-16": (notebook(code()).decode().encode("utf-16"), "it is not JSON"),
    "latin text": (notebook(code("x")).replace(b'"x"', b'"\xe9"'), "it is not JSON"),
    "half a surrogate": (notebook(code("x")).replace(b'"x"', b'"\\ud800"'), "it is not JSON"),
    "nan": (notebook(code("x")).replace(b'"x"', b"NaN"), "it is not JSON"),
    "format 3": (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "received format 3"),
    "no format": (b"{}", "received format unknown"),
    "no cells": (b'{"nbformat": 4}', "format 4"),
    "text as format": (notebook(nbformat="4"), r"\$\.nbformat"),
    "text as cells": (b'{"nbformat": 4, "cells": "x"}', r"\$\.cells"),
    "text as cell": (notebook("x = 1"), r"\$\.cells"),
    "number as source": (notebook(code(1)), r"source"),
    "numbers in source": (notebook(code([1, 2])), r"source"),
    "no cell type": (notebook({"source": "x"}), "cell_type"),
    "odd cell type": (notebook(code(), code() | {"cell_type": "heading"}), r"'heading' \(cell 2\)"),
    "deep": (b"[" * 100_000, "not a notebook"),
    "deep metadata": (b'{"metadata":' + b'{"a":' * 100_000, "not a notebook"),
}


@pytest.mark.parametrize(("raw", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_broken_notebooks_are_unreadable(tmp_path, raw, words):
    with pytest.raises(UnreadableError, match=words):
        read(write(tmp_path, raw), student="ada")


@pytest.mark.parametrize("name", ["answers.txt", "answers", "answers.zip", "answers.ipynb.bak"])
def test_other_files_are_unreadable(tmp_path, name):
    with pytest.raises(UnreadableError, match=r"expected a notebook \(\.ipynb\) or a script"):
        read(write(tmp_path, notebook(), name), student="ada")


def test_script_must_be_utf8(tmp_path):
    with pytest.raises(UnreadableError, match="byte 0xe9 at 5"):
        read(write(tmp_path, b"x = '\xe9'", "answers.py"), student="ada")


@pytest.mark.parametrize("suffix", [".ipynb", ".py"])
@pytest.mark.parametrize("kind", ["folder", "link", "broken link", "pipe", "nothing"])
def test_only_plain_files_are_read(tmp_path, kind, suffix):
    path = tmp_path / f"answers{suffix}"
    match kind:
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(write(tmp_path, notebook(), f"other{suffix}"))
        case "broken link":
            path.symlink_to(tmp_path / "gone")
        case "pipe":
            os.mkfifo(path)
    with pytest.raises(UnreadableError, match="answers"):
        read(path, student="ada")


def test_size_is_bounded(tmp_path, monkeypatch):
    path = write(tmp_path, notebook(code("x" * 100)))
    monkeypatch.setattr(submission, "MAX_FILE_BYTES", 100)
    with pytest.raises(UnreadableError, match="clear outputs"):
        read(path, student="ada")


@pytest.mark.parametrize("name", ["answers.ipynb", "answers.py"])
@pytest.mark.parametrize(("limit", "most"), [("MAX_CELLS", 1), ("MAX_SOURCE_BYTES", 8)])
def test_cells_are_bounded(tmp_path, monkeypatch, name, limit, most):
    raw = notebook(code(), code()) if name.endswith("ipynb") else b"# %%\nx = 1\n\n# %%\nx = 1\n"
    path = write(tmp_path, raw, name)
    assert len(read(path, student="ada").cells) == 2
    monkeypatch.setattr(submission, limit, most)
    with pytest.raises(UnreadableError, match="expected at most"):
        read(path, student="ada")


def test_many_cells_cost_little(tmp_path):
    """A script of nothing but cell marks is refused before it is taken apart."""
    path = write(tmp_path, b"# %%\n" * 8_000, "answers.py")
    began = time.process_time()
    with pytest.raises(UnreadableError):
        read(path, student="ada")
    assert time.process_time() - began < 0.5


def test_notebook_becomes_cells(tmp_path):
    raw = notebook(
        code(
            ["x = 1\n", "y = 2"], metadata={"nbgrader": {"grade_id": "f"}, "id": "other", "role": "solution"}
        ),
        {"cell_type": "markdown", "source": "# Title", "attachments": {"a": 1}},
        {"cell_type": "raw", "source": ""},
        code("", metadata={"id": "g"}),
    )
    got = read(write(tmp_path, raw), student="ada")
    assert got.cells == (
        Cell(1, "code", "f", "x = 1\ny = 2", "solution"),
        Cell(2, "markdown", None, "# Title"),
        Cell(3, "raw", None, ""),
        Cell(4, "code", "g", ""),
    )
    assert got.student == "ada"
    assert got.digest == hashlib.sha256(raw).hexdigest()


ODD = [
    None,
    1,
    "text",
    [],
    {"id": 7},
    {"nbgrader": []},
    {"nbgrader": {"grade_id": 3}},
    {"role": ["solution"]},
]


@pytest.mark.parametrize("metadata", ODD, ids=repr)
def test_odd_metadata_is_no_reason(tmp_path, metadata):
    got = read(write(tmp_path, notebook(code(metadata=metadata))), student="ada").cells
    assert got == (Cell(1, "code", None, "x = 1"),)


def test_outputs_are_skipped(tmp_path):
    raw = notebook(code(outputs=[{"output_type": 9}], execution_count="many"), metadata=3)
    assert len(read(write(tmp_path, raw), student="ada").cells) == 1


def test_percent_script_becomes_cells(tmp_path):
    raw = b'# %% [markdown] id="title"\n# Hello\n\n# %% id="f" role="solution"\n# %time\nx = 1\n\n# %%\n!ls\n'
    assert read(write(tmp_path, raw, "answers.py"), student="ada").cells == (
        Cell(1, "markdown", "title", "Hello"),
        Cell(2, "code", "f", "%time\nx = 1", "solution"),
        Cell(3, "code", None, "!ls"),
    )


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_plain_script_is_one_cell(tmp_path, start):
    got = read(write(tmp_path, start + b"x = 1\n\n\ndef f():\n    return x\n", "answers.py"), student="ada")
    assert got.cells == (Cell(1, "code", None, "x = 1\n\n\ndef f():\n    return x"),)


@pytest.mark.parametrize(
    "header", [b"# jupyter: [", b"# jupyter: 3", b"# a: &a [*a]", b"# jupyter: !!python/name:os"]
)
def test_odd_headers_are_harmless(tmp_path, header):
    raw = b"# ---\n" + header + b"\n# ---\n\n# %%\nx = 1\n"
    try:
        got = read(write(tmp_path, raw, "answers.py"), student="ada")
    except UnreadableError:
        return
    assert got.cells[-1].source == "x = 1"
