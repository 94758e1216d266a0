"""Files are taken apart in a child of their own, and what it says is checked again."""

import json

import pytest

from autograder import reading
from autograder.errors import UnreadableError
from autograder.submission import parse

BOOK = json.dumps(
    {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": ["a\n", "é"], "metadata": {"id": "intro", "role": "prose"}},
            {"cell_type": "code", "source": "x = 1"},
        ],
    }
).encode()
SCRIPT = b'# %% id="setup" role="provided"\nx = 1\n# %% [markdown]\n# text\n'


@pytest.fixture(scope="module")
def take_apart(sandbox):
    return reading.behind_the_wall(sandbox)


@pytest.mark.parametrize(("raw", "suffix"), [(BOOK, ".ipynb"), (SCRIPT, ".py")])
def test_cells_are_the_same_as_without_a_wall(take_apart, raw, suffix):
    assert take_apart(raw, suffix) == parse(raw, suffix)


@pytest.mark.parametrize(
    ("raw", "suffix"), [(b"{", ".ipynb"), (b"\xff", ".py"), (b"x", ".txt"), (b" ", ".py")]
)
def test_reasons_are_the_same_as_without_a_wall(take_apart, raw, suffix):
    with pytest.raises(UnreadableError) as here:
        parse(raw, suffix)
    with pytest.raises(UnreadableError) as there:
        take_apart(raw, suffix)

    assert str(there.value) == str(here.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while True: pass", "no answer within"),
        ("import os; os._exit(1)", "exited with 1"),
        ("return 5", "broke the protocol"),
        ("return [(1, 'code', None, 7, None)]", "broke the protocol"),
        ("return [(1, 'shell', None, 'x', None)]", "broke the protocol"),
        ("return [(1, 'code', None)]", "broke the protocol"),
        ("raise RuntimeError('odd')", "RuntimeError: odd"),
        ("return [bytes(1 << 40)]", "MemoryError"),
    ],
)
def test_parser_that_was_taken_over_costs_this_file_alone(sandbox, monkeypatch, body, words):
    monkeypatch.setattr(reading, "READER", f"def cells(raw, suffix):\n    {body}")
    monkeypatch.setattr(reading, "SECONDS", 1.0)

    with pytest.raises(UnreadableError, match=words):
        reading.behind_the_wall(sandbox)(BOOK, ".ipynb")


def test_parser_cannot_get_out(sandbox, monkeypatch):
    monkeypatch.setattr(
        reading, "READER", "def cells(raw, suffix):\n    return open('/proc/1/status').read()"
    )

    with pytest.raises(UnreadableError, match="PermissionError"):
        reading.behind_the_wall(sandbox)(BOOK, ".ipynb")
