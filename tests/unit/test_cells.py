"""A notebook cell becomes code: magics are left out, line numbers stay, errors are Python's own."""

from __future__ import annotations

import traceback
from typing import Any

import pytest

from autograder.cells import compile_cell, dropped_out


def run(source: str) -> tuple[dict[str, Any], list[int]]:
    code, dropped = compile_cell(source, "<cell 1>")
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the cell of this test
    return names, dropped


KEPT = {
    "empty": "",
    "blank": "\n  \n",
    "comment": "# %matplotlib inline\n# why?",
    "text": 'x = """\n%matplotlib inline\n!ls\n?help\n"""',
    "continued": "x = (7\n% 4)",
    "backslash": "x = 7 \\\n% 4",
    "operator": "x = 7 % 4 != 2",
    "question": "x = 'why?'",
    "windows": "x = 1\r\ny = 2\r\n",
}


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_plain_cells_stay_whole(source):
    assert run(source)[1] == []


DROPPED = {
    "magic": ("%matplotlib inline\nx = 1", [1]),
    "shell": ("!pip install keras\nx = 1", [1]),
    "shell with quote": ("!echo 'open\nx = 1", [1]),
    "shell with bracket": ("!echo (\nx = 1", [1]),
    "help before": ("?print\nx = 1", [1]),
    "help after": ("print?\nx = 1", [1]),
    "source after": ("x = 1\nprint??", [2]),
    "between": ("x = 1\n%time\ny = 2\n!ls", [2, 4]),
    "indented": ("if True:\n    %time\n    x = 1", [2]),
    "alone in a function": ("def f():\n    !ls\nx = 1", [2]),
    "timed": ("%%time\nx = 1", [1]),
    "captured": ("%%capture out\nx = 1", [1]),
    "timed after blanks": ("\n\n%%timeit -n 3\nx = 1", [3]),
    "timed and magic": ("%%time\n%matplotlib inline\nx = 1", [1, 2]),
}


@pytest.mark.parametrize(("source", "want"), DROPPED.values(), ids=DROPPED.keys())
def test_magics_are_left_out(source, want):
    names, got = run(source)
    assert sorted(got) == want
    assert names["x"] == 1


OTHER = {
    "shell": "%%bash\nls\npwd",
    "markup": "%%html\n<b>x</b>",
    "file": "%%writefile answers.py\nx = 1",
    "empty lines": "%%bash\n\nls\n",
    "indented": "%%bash\nif true; then\n    echo hi\nfi",
    "indented first": "%%javascript\n  alert(1)",
}


@pytest.mark.parametrize("source", OTHER.values(), ids=OTHER.keys())
def test_other_languages_are_left_out(source):
    names, dropped = run(source)
    assert "x" not in names
    assert dropped == list(range(1, source.count("\n") + 2))


@pytest.mark.parametrize("source", ["%%time\n%time\n1 / 0", "!ls\n\n1 / 0", "x = '''\n!ls'''\n1 / 0"])
def test_line_numbers_stay(source):
    code, _ = compile_cell(source, "<cell 1>")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(code, {})  # noqa: S102  # as above
    assert traceback.extract_tb(caught.value.__traceback__)[-1].lineno == 3


ERRORS = {
    "unfinished": ("def f(:\n    pass", 1),
    "after a magic": ("%time\nx = = 1", 2),
    "open bracket": ("x = (1,\ny = 2", 1),
    "indentation": ("x = 1\n  y = 2", 2),
    "open text": ("x = 1\ny = '''\n%time", 2),
    "percent inside": ("x = [1,\n% 2]", 1),
}


@pytest.mark.parametrize(("source", "line"), ERRORS.values(), ids=ERRORS.keys())
def test_real_errors_are_raised(source, line):
    with pytest.raises(SyntaxError) as caught:
        compile_cell(source, "<cell 1>")
    assert caught.value.filename == "<cell 1>"
    assert caught.value.lineno == line


def test_nul_is_an_error():
    with pytest.raises((SyntaxError, ValueError)):
        compile_cell("x = 1\0", "<cell 1>")


def test_pass_stands_in():
    assert dropped_out("if x:\n    %time\n!ls", [2, 3]) == ["if x:", "    pass", "pass"]


def test_text_matches_the_code():
    """The text kept for tracebacks has as many lines as the cell, and compiles by itself."""
    for source, _ in DROPPED.values():
        _, dropped = compile_cell(source, "<cell 1>")
        text = "\n".join(dropped_out(source, dropped))
        assert text.count("\n") == source.count("\n")
        compile(text, "<cell 1>", "exec")
