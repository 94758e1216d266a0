"""Every hostile text in every place a student's text can reach, read back by each format's own rules."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import pytest
from rich.console import Console

from autograder import intake, model
from autograder.checking import PublicResult
from autograder.cli import printing
from autograder.model import ExerciseReport, Outcome, Report, Status, TestReport
from autograder.notebook import preprocessor
from autograder.reports import (
    canvas,
    coursera,
    github,
    gradescope,
    html,
    junit,
    lti,
    moodle,
    prairielearn,
    summary,
    text,
)
from autograder.text import cut, one_line, visible
from tests.unit import readers
from tests.unit.hostile_texts import HARMLESS, TEXTS

MAX_WRITTEN = 300_000  # characters of a report of one test, whatever the student wrote
MAX_LOOK = 3900  # the command line cuts a name and a reason together
REFUSALS = (AssertionError, ET.ParseError, UnicodeError, ValueError)


def value_of(field: str, said: str) -> str:
    """What a student said, as it stands in a report: names have been through the intake."""
    return intake.student_name(said) if field == "student" else said


def report(field: str, said: str) -> Report:
    """A report with a student's text in one place."""
    value = value_of(field, said)
    place: dict[str, Any] = {"message": "", "detail": "", "replay": "", field: value}
    test = TestReport(
        name="test_a",
        fact="1 < 2 holds.",
        outcome=Outcome.raised,
        score=0.0,
        max_score=1.5,
        **{name: place[name] for name in ("message", "detail", "replay")},
    )
    about: dict[str, Any] = {"student": "ada", "outcome": Status.graded, "score": 0.0}
    if field in ("student", "reason"):
        about.update(outcome=Status.not_graded, score=None)
    if field in ("student", "reason", "stdout", "stderr"):
        about[field] = value
    if field == "notes":
        about["notes"] = [value, value]
    exercise = ExerciseReport(name="double", score=0.0, max_score=1.5, tests=[test])
    return Report(assignment="07_tiny", version=1, max_score=1.5, exercises=[exercise], **about)


def public(field: str, said: str) -> str:
    parts = {"call": "", "expected": "", "received": "", "where": "", field: said}
    return html.check("double", [PublicResult("double", "1 < 2", False, **parts)])


def lines(field: str, said: str) -> str:
    return text.lines(report(field, said).exercises[0])


def file_by(write: Callable[[Report, Path], None]) -> Callable[[str, str], str]:
    """Return the function that returns the text of the file a writer makes of one report."""

    def text_of(field: str, said: str) -> str:
        with TemporaryDirectory() as folder:
            write(report(field, said), Path(folder, "file"))
            return Path(folder, "file").read_bytes().decode()

    return text_of


def json_by(encode: Callable[[Report], Any]) -> Callable[[str, str], str]:
    """Return the function that returns the text of a JSON file of one report."""
    return lambda field, said: model.as_json(encode(report(field, said)))


def gradebook(field: str, said: str) -> str:
    """Both gradebooks' tables of one report; Moodle's alone says why it was not graded."""
    tables = [lambda one, path: canvas.write([one], path, column="a")] if field == "student" else []
    tables.append(lambda one, path: moodle.write([one], path, column="a"))
    return "".join(file_by(write)(field, said) for write in tables)


@contextmanager
def consoles() -> Iterator[io.StringIO]:
    """Both streams of the command line, in one, of eighty columns."""
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "console", Console(file=stream, width=80, highlight=False, emoji=False))
        patch.setattr(printing, "errors", printing.console)
        yield stream


def printed(field: str, said: str) -> str:
    """What the command line prints of a report."""
    with consoles() as stream:
        one = report(field, said)
        printing.complain(f"{one.student}: {one.reason}")
        printing.say(text.lines(one.exercises[0]))
    return stream.getvalue()


def notebook(field: str, said: str) -> str:
    """The words of a graded notebook's check cell, having seen that the notebook and its page hold."""
    one = report(field, said)
    outputs = preprocessor._outputs(one, one.exercises[0] if one.outcome is Status.graded else None)
    cell = nbformat.v4.new_code_cell("", id="a", outputs=outputs)
    book = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(book)
    assert nbformat.reads(nbformat.writes(book), as_version=4) == book
    readers.html(cell.outputs[0].data.get("text/html", ""))
    return cell.outputs[0].data["text/plain"]


@dataclass(frozen=True)
class Format:
    """How a text in one of the fields is written, how that is read, and how the text is to look."""

    write: Callable[[str, str], str]
    read: Callable[[str], readers.Read]
    fields: tuple[str, ...]
    look: Callable[[str], str] = one_line


def escaped(said: str) -> str:
    """How a text looks in a comment, which may be rendered as markup."""
    return escape(one_line(said), quote=False)


def shown_to(limit: int) -> Callable[[str], str]:
    return lambda said: one_line(said, limit)


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NAMES, TEST = ("student", "reason"), ("message",)
FORMATS = {
    "page": Format(lambda *a: html.page(report(*a)), readers.html, (*NAMES, *TEST, "notes"), visible),
    "exercise": Format(lambda *a: html.exercise(report(*a).exercises[0]), readers.html, TEST, visible),
    "public tests": Format(public, readers.html, ("call", "expected", "received", "where"), visible),
    "notebook": Format(notebook, readers.log, ("reason", *TEST)),
    "lines": Format(lines, readers.log, TEST),
    "terminal": Format(printed, readers.log, (*NAMES, *TEST)),
    "table": Format(file_by(lambda one, path: summary.write([one], path)), readers.table, NAMES),
    "json": Format(
        file_by(model.dump),
        readers.tree,
        (*NAMES, *TEST, "notes", "detail", "replay", "stdout", "stderr"),
        lambda said: cut(said, model.MAX_TEXT).encode("utf-8", "backslashreplace").decode(),
    ),
    "junit": Format(file_by(lambda one, path: junit.write([one], path)), readers.xml, (*NAMES, *TEST)),
    "gradescope": Format(json_by(gradescope.encode), readers.tree, ("reason", *TEST), shown_to(1000)),
    "prairielearn": Format(json_by(prairielearn.encode), readers.tree, ("reason", *TEST), shown_to(1000)),
    "coursera": Format(json_by(coursera.encode), readers.tree, ("reason",), escaped),
    "lti": Format(json_by(lambda one: lti.encode(one, EPOCH)), readers.tree, ("reason",), escaped),
    "lti names": Format(json_by(lambda one: lti.encode(one, EPOCH)), readers.tree, ("student",)),
    "gradebook names": Format(gradebook, readers.table, ("student",)),
    "gradebooks": Format(
        gradebook, readers.table, ("reason",), lambda said: " ".join(escaped(said).split())[:3000]
    ),
    "annotations": Format(
        lambda *a: "\n".join(github.problems([report(*a)])),
        readers.annotations,
        NAMES,
        lambda said: visible(said, github.MAX_NAME),
    ),
    "summary": Format(
        lambda *a: github.summary([report(*a)]),
        readers.markdown,
        NAMES,
        lambda said: one_line(said, github.MAX_NAME),
    ),
}


def plain(shown: str) -> str:
    """Return words without what takes formulas and commands apart."""
    return shown.replace("'", "").replace("\\", "")


def check(form: Format, field: str, said: str) -> None:
    """Demand that a text changes nothing but the words, is among them, and takes no more than its room."""
    source = form.write(field, said)
    shape, words = form.read(source)
    assert len(source) <= MAX_WRITTEN
    if said:  # where there is nothing to show, no place is made for it
        assert shape == form.read(form.write(field, HARMLESS))[0]
    assert plain(form.look(value_of(field, said)).split("… (")[0])[:MAX_LOOK] in plain(words)
    assert len(said) < MAX_WRITTEN or "characters left out" in words


@pytest.mark.parametrize("said", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS.keys())
def test_text_is_data(form, said):
    for field in form.fields:
        check(form, field, said)


RAW = html._environment.overlay(autoescape=False)
UNSEEN = html._environment.overlay()
UNSEEN.globals = RAW.globals = {**RAW.globals, "visible": str}
NOTHING = re.compile(r"((?!))")


def same(said: str, *_: int) -> str:
    return said


# A format's encoder, what stands in its place, and some of the texts that then act.
CONTROLS: dict[str, tuple[str, list[tuple[Any, str, Any]], str, list[str]]] = {
    "no escaping in pages": ("page", [(html, "_environment", RAW)], "notes", ["script", "style", "refresh"]),
    "no escaping in outputs": (
        "exercise",
        [(html, "_environment", RAW)],
        "message",
        ["table cells", "frame"],
    ),
    "no escaping in checks": ("public tests", [(html, "_environment", RAW)], "received", ["event handler"]),
    "marks in pages": (
        "page",
        [(html, "_environment", UNSEEN)],
        "notes",
        ["isolates", "marks without end"],
    ),
    "bare lines": (
        "lines",
        [(text, "one_line", same)],
        "message",
        ["colour", "forged line", "older command"],
    ),
    "bare outputs": (
        "notebook",
        [(preprocessor, "one_line", same)],
        "reason",
        ["overwriting", "forged line"],
    ),
    "bare terminal": (
        "terminal",
        [(printing, "one_line", same), (printing, "visible", same)],
        "reason",
        ["clear the screen", "command after a line", "forged line"],
    ),
    "formulas": (
        "table",
        [(summary, "FORMULA", NOTHING)],
        "reason",
        ["formula", "formula after spaces", "wide formula", "dde", "formula after a semicolon"],
    ),
    "rows": ("table", [(summary, "one_line", same)], "reason", ["a row", "formula after a line"]),
    "bare comments": ("coursera", [(text, "one_line", same), (model, "spelled", same)], "reason", ["colour"]),
    "bare gradescope": (
        "gradescope",
        [(gradescope, "one_line", same), (text, "one_line", same), (model, "spelled", same)],
        "reason",
        ["colour"],
    ),
    "formulas in gradebooks": (
        "gradebook names",
        [(summary, "FORMULA", NOTHING)],
        "student",
        ["formula", "dde"],
    ),
    "json as it is": ("json", [(model, "spelled", same)], "stdout", ["one-byte escape", "line separators"]),
    "json that commands": (
        "json",
        [(model, "LOG_COMMAND", NOTHING)],
        "stdout",
        ["older command", "other runner"],
    ),
    "json without end": ("json", [(model, "cut", same)], "detail", ["one line"]),
    "xml with anything": (
        "junit",
        [(junit, "one_line", same)],
        "message",
        ["illegal in xml", "nul and delete"],
    ),
    "bare data": ("annotations", [(github, "_data", same)], "reason", ["command data", "many lines"]),
    "bare properties": ("annotations", [(github, "_data", same)], "student", ["command data"]),
    "bare summary": (
        "summary",
        [(github, "_inert", same)],
        "reason",
        ["script", "mentions", "automatic link"],
    ),
}


@pytest.mark.parametrize(("name", "encoders", "field", "caught"), CONTROLS.values(), ids=CONTROLS.keys())
def test_missing_encoder_is_caught(monkeypatch, name, encoders, field, caught):
    """The checks above can fail: without its encoder each format falls to some of the texts."""
    for module, attribute, instead in encoders:
        monkeypatch.setattr(module, attribute, instead)
    for one in caught:
        with pytest.raises(REFUSALS):
            check(FORMATS[name], field, TEXTS[one])


def test_xml_by_hand_is_caught():
    """XML glued together from texts, as many a writer does it."""
    by_hand = replace(FORMATS["junit"], write=lambda _, said: f'<testsuite name="a">{said}</testsuite>')
    for one in ("end of cdata", "script", "entity bomb", "external entity", "illegal in xml"):
        with pytest.raises(REFUSALS):
            check(by_hand, "message", TEXTS[one])


def test_comments_hold_no_student_text():
    """nbgrader renders comments as Markdown with HTML, so nothing of a student's may enter."""
    want = text.facts(report("message", HARMLESS).exercises[0])
    assert {text.facts(report("message", said).exercises[0]) for said in TEXTS.values()} == {want}
