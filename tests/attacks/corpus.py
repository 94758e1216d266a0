"""The attacks, as data: what each one tries, what it may earn, and which weaker grader falls to it.

    tests/attacks/<what_it_tries>/
        attack.py      the student's cell; its docstring opens with the aim in one sentence
        expect.toml    an Expectation

The text of attack.py is put behind the honest answers to all exercises (or behind none), so that a
function it defines again replaces the honest one. Words between @ are filled in: @MARKS@ a folder
that everybody may write, @PORT@ a port of this machine with a listener (TCP and UDP), @COURSE@ the
course with its hidden tests, @SUBMITTED@ the folder of everybody's submissions.

It says that it tried by printing TRIED, and that it got through by one of: printing a canary or
GOT-THROUGH, writing a file in @MARKS@, sending to @PORT@, earning points, taking longer than it
may, leaving something behind.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import nbformat

from autograder import handout, variants
from autograder.assignment import Assignment

HERE = Path(__file__).resolve().parent
TARGET = HERE / "target"
SLUG = "98_target"
WORTH = {"conv_output_length": 4, "conv2d": 4, "lstm_step": 4, "ScaledDense": 2, "build_model": 2}

GROUPS = {
    "A": "hidden tests disclosed",
    "B": "scores forged",
    "C": "answers taken from elsewhere",
    "D": "results that are not data",
    "E": "escape from the process",
    "F": "network",
    "G": "exhaustion",
    "H": "one submission reaching another",
    "I": "files that are no submissions",
    "J": "reports as weapons",
    "K": "chance and time",
    "L": "operators and CI",
}


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be observed.

    `earns` names exercises that do not earn what the base gives them (full points if "honest",
    none if "nothing"); `ends` the outcome of an exercise's first lost test; `tries` is false where
    the attack cannot print; `beats` is the weaker grader that it gets the better of (weak.py), which
    needs the exercises of the keras toolbox only if `keras`. `needs_view` marks what only a view of its
    own closes: without namespaces it is a documented limit of the wall.
    """

    group: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
    beats: str
    threat: str = ""
    base: Literal["honest", "nothing"] = "honest"
    earns: dict[str, float] = {}
    ends: dict[str, str] = {}
    tries: bool = True
    outcome: Literal["graded", "not_graded"] = "graded"
    keras: bool = False
    needs_view: bool = False
    seconds: float = 20.0


@dataclass(frozen=True)
class Attack:
    """One folder."""

    name: str
    aim: str
    source: str
    expect: Expectation

    def scores(self) -> dict[str, float]:
        """What each exercise must earn, exactly."""
        base = WORTH if self.expect.base == "honest" else dict.fromkeys(WORTH, 0)
        return {**base, **self.expect.earns}


def attacks() -> list[Attack]:
    """Return the whole corpus, by name."""
    return [_read(path.parent) for path in sorted(HERE.glob("*/expect.toml"))]


def _read(folder: Path) -> Attack:
    expect = msgspec.toml.decode((folder / "expect.toml").read_bytes(), type=Expectation)
    source = (folder / "attack.py").read_text(encoding="utf-8")
    aim = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    assert aim, f"{folder.name}/attack.py needs a docstring that opens with its aim"
    return Attack(folder.name, aim, source, expect)


def notebook(course: Assignment, attack: Attack | None, words: Mapping[str, str], *, extra: str = "") -> str:
    """Return the notebook of an attack, or of an honest student (None) with some text of their own."""
    honest = attack is None or attack.expect.base == "honest"
    book = handout.notebook(course, variants.reference_cells(course) if honest else {})
    text = attack.source if attack is not None else extra
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    book.cells.append(nbformat.v4.new_code_cell(text))
    return handout.write(book)
