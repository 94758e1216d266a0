"""A submitted file is read as data; whatever is wrong with it is a sentence for the student."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import submission
from autograder.errors import UnreadableError
from autograder.submission import Cell, parse, read
from tests.support import ROOT


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
    "deep metadata, closed": (notebook(metadata=0).replace(b"0", b"[" * 50_000 + b"]" * 50_000), "not JSON"),
    "deep outputs": (notebook(code(outputs=0)).replace(b"0", b"[" * 50_000 + b"]" * 50_000), "not JSON"),
    "half a surrogate in a field that is skipped": (
        notebook(a="x").replace(b'"x"', b'"\\ud800"'),
        "not JSON",
    ),
    "infinity": (notebook(code(execution_count=0)).replace(b"0", b"-Infinity"), "not JSON"),
    "bytes after the end": (notebook(code()) + b" {}", "trailing characters"),
    "zero after the end": (notebook(code()) + b"\0", "trailing characters"),
    "bare zero in a text": (notebook(code("x")).replace(b'"x"', b'"\0"'), "not JSON"),
    "5000 digits": (notebook(nbformat=0).replace(b'"nbformat": 0', b'"nbformat": ' + b"4" * 5000), "range"),
    "400 digits": (notebook(nbformat=int("4" * 400)), "received format 4{20}:"),
    "many cells": (
        b'{"nbformat":4,"cells":[' + b'{"cell_type":""},' * 300_000 + b'{"cell_type":""}]}',
        r"length <= 2000",
    ),
    "many odd cells": (b'{"nbformat":4,"cells":[' + b"1," * 300_000 + b"1]}", r"\$\.cells"),
    "many fields": (json.dumps({str(n): n for n in range(1001)}).encode(), "at most 1,000 fields"),
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


TWICE = {
    "cells": (b'{"nbformat":4,"cells":[],"cells":[]}', r"'cells' twice \(the notebook\)"),
    "nbformat": (b'{"nbformat":4,"cells":[],"nbformat":4}', r"'nbformat' twice"),
    "a field that is not used": (b'{"nbformat":4,"cells":[],"a":1,"a":1}', r"'a' twice"),
    "spelled in another way": (b'{"nbformat":4,"cells":[],"\\u0063ells":[]}', r"'cells' twice"),
    "source": (
        b'{"nbformat":4,"cells":[{"cell_type":"code"},{"cell_type":"code","source":"","source":""}]}',
        r"'source' twice \(cell 2\)",
    ),
    "id": (
        b'{"nbformat":4,"cells":[{"cell_type":"code","metadata":{"id":"f","id":"g"}}]}',
        r"'id' twice \(the metadata of cell 1\)",
    ),
    "grade_id": (
        b'{"nbformat":4,"cells":[{"cell_type":"code","metadata":{"nbgrader":{"grade_id":"f","grade_id":"g"}}}]}',
        r"'grade_id' twice \(the metadata of cell 1\)",
    ),
}


@pytest.mark.parametrize(("raw", "words"), TWICE.values(), ids=TWICE.keys())
def test_field_may_stand_once(raw, words):
    """Readers differ in which of two counts, so a person and the grader may see two notebooks."""
    with pytest.raises(UnreadableError, match=words):
        parse(raw, ".ipynb")


def test_outputs_are_not_searched_for_fields():
    raw = b'{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"a":1,"a":2}]}]}'
    assert parse(raw, ".ipynb") == (Cell(1, "code", None, ""),)


def test_twenty_mebibytes_of_output_are_skipped():
    raw = notebook(code(outputs=[{"output_type": "stream", "text": "A" * (20 << 20)}]))
    assert parse(raw, ".ipynb") == (Cell(1, "code", None, "x = 1"),)


@pytest.mark.parametrize("name", ["id", "role"])
def test_long_names_are_none(name):
    made = code(metadata={name: "x" * submission.MAX_NAME})
    assert getattr(parse(notebook(made), ".ipynb")[0], name) == "x" * submission.MAX_NAME
    made["metadata"][name] += "x"
    assert getattr(parse(notebook(made), ".ipynb")[0], name) is None


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.sampled_from([".ipynb", ".py"]))
def test_any_bytes_are_cells_or_a_sentence(raw, suffix):
    try:
        cells = parse(raw, suffix)
    except UnreadableError:
        return
    for number, cell in enumerate(cells, start=1):
        assert cell.number == number
        for text in (cell.source, cell.id or "", cell.role or ""):
            assert type(text) is str
            text.encode()


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


def test_students_bytes_meet_no_other_parser():
    program = (
        "import sys; from autograder.submission import parse; "
        "parse(b'# %%', '.py'); parse(b'{\"nbformat\":4,\"cells\":[]}', '.ipynb'); "
        "print(*{'yaml', 'jupytext', 'nbformat'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "\n"
