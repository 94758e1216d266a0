"""An audit to look at: the table of solutions against tests is the documentation of the test suite."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.audit import Audit
from autograder.audit.matrix import Matrix
from autograder.model import Outcome
from autograder.text import visible

MARKS = {
    Outcome.passed: "·",
    Outcome.failed: "✗",
    Outcome.raised: "E",
    Outcome.timed_out: "T",
    Outcome.died: "D",
    Outcome.not_implemented: "N",
    Outcome.not_run: "-",
}
LEGEND = "· passes, ✗ fails, E raises, T is too slow, D dies, N is not implemented, - is not run"

_environment = Environment(
    loader=PackageLoader("autograder.audit"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Cells(msgspec.Struct, frozen=True):
    """One exercise's table: its tests, and for each solution what it is, its name, a mark for each test."""

    exercise: str
    tests: list[str]
    rows: list[tuple[str, str, list[str]]]


def tables(matrix: Matrix) -> list[Cells]:
    """Return the tables all formats show."""
    made = []
    for exercise in matrix.exercises():
        columns = matrix.columns_of(exercise)
        tests = [f"{one.name} ({one.points:g}): {one.fact}" + _why(one.explains) for one in columns]
        rows: list[tuple[str, str, list[str]]] = []
        for row in matrix.rows_of(exercise):
            outcomes = row.outcomes.get(exercise, {})
            marks = [MARKS[outcomes[one.name]] if outcomes else "?" for one in columns]
            rows.append((row.side, row.name, marks))
        made.append(Cells(exercise, tests, rows))
    return made


def worthless(matrix: Matrix) -> str:
    """Return the line about junk."""
    junk = [row for row in matrix.rows if row.side == "junk"]
    earning = [row.name for row in junk if row.passed()]
    said = f"some tests pass on {', '.join(earning)}" if earning else "none passes any test"
    return f"Junk answers to everything ({', '.join(row.name for row in junk)}): {said}."


def as_text(audits: Sequence[Audit]) -> RenderableType:
    """Return tables for a terminal."""
    parts: list[RenderableType] = []
    for audit in audits:
        parts.append(Text(f"{audit.assignment}: {verdict(audit)}", style="bold"))
        for one in tables(audit.matrix) if audit.matrix is not None else []:
            table = Table(title=one.exercise, title_justify="left", box=None)
            for name in ("", "solution"):
                table.add_column(name, no_wrap=True)
            for number in range(1, len(one.tests) + 1):
                table.add_column(str(number), justify="center")
            for side, name, marks in one.rows:
                table.add_row(side if side in ("right", "wrong") else "", Text(name), *marks)
            lines = [f"{number}  {test}" for number, test in enumerate(one.tests, start=1)]
            parts += [Text(), table, Text("\n".join(lines))]
        if audit.matrix is not None:
            parts.append(Text(f"\n{LEGEND}\n{worthless(audit.matrix)}\n"))
    return Group(*parts)


def as_json(audits: Sequence[Audit]) -> str:
    """Return everything, for programs: a list of `autograder.audit.Audit`."""
    return msgspec.json.format(msgspec.json.encode(audits), indent=2).decode()


def as_html(audits: Sequence[Audit]) -> str:
    """Return a page of its own, without scripts or remote content."""
    page = _environment.get_template("audit.html.j2")
    return page.render(audits=audits, legend=LEGEND, tables=tables, verdict=verdict, worthless=worthless)


def as_markdown(audits: Sequence[Audit]) -> str:
    """Return tables in GitHub's Markdown."""
    lines: list[str] = []
    for audit in audits:
        lines += [
            f"# {audit.assignment}: {verdict(audit)}",
            "",
            *(f"- {_plain(one.sentence)}" for one in audit.findings),
        ]
        for one in tables(audit.matrix) if audit.matrix is not None else []:
            numbers = range(1, len(one.tests) + 1)
            lines += ["", f"## {one.exercise}", "", f"| | solution | {' | '.join(map(str, numbers))} |"]
            lines.append(f"|---|---|{':-:|' * len(one.tests)}")
            lines += [f"| {side} | `{name}` | {' | '.join(marks)} |" for side, name, marks in one.rows]
            lines += [
                "",
                *(f"{number}. {_plain(test)}" for number, test in zip(numbers, one.tests, strict=True)),
            ]
        if audit.matrix is not None:
            lines += ["", LEGEND, "", worthless(audit.matrix), ""]
    return "\n".join(lines)


def verdict(audit: Audit) -> str:
    """Return the audit in a few words."""
    return f"{len(audit.findings)} findings" if audit.findings else "everything holds"


def _why(explains: str) -> str:
    return f" [explains: {explains}]" if explains else ""


def _plain(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    return "".join(f"\\{char}" if char in "\\`*_<>[]|#~" else char for char in visible(text))
