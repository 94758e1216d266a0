"""A text that the instructor names, read as whole numbers; not run without one."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.datasets import TEXT, characters
from autograder.errors import NotRun


@pytest.fixture(autouse=True)
def no_text(monkeypatch):
    monkeypatch.delenv(TEXT, raising=False)


def test_characters_are_counted_from_zero(tmp_path):
    (tmp_path / "text").write_text("b€a𝄞b", encoding="utf-8")

    found = characters(tmp_path / "text", least=5)

    assert (found.tolist(), found.dtype) == ([1, 2, 0, 3, 1], np.int32)


def test_environment_names_a_text(tmp_path, monkeypatch):
    (tmp_path / "text").write_text("ab" * 5000, encoding="utf-8")
    monkeypatch.setenv(TEXT, str(tmp_path / "text"))

    assert len(characters()) == 10_000


def test_no_text_is_named():
    with pytest.raises(NotRun, match=f"expected {TEXT} to be the path of a text in UTF-8 of at least 10,000"):
        characters()


def test_other_files_are_refused(tmp_path):
    (tmp_path / "latin").write_bytes("Sjöberg".encode("latin-1"))

    for file in (tmp_path / "absent", tmp_path, tmp_path / "latin"):
        with pytest.raises(NotRun, match=f"{file.name}: expected a text in UTF-8"):
            characters(file)


def test_short_text_is_refused(tmp_path):
    (tmp_path / "short").write_text("abc", encoding="utf-8")

    with pytest.raises(NotRun, match="short: expected a text in UTF-8 of at least 4 characters, received 3"):
        characters(tmp_path / "short", least=4)
