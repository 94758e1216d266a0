"""An audit to look at: the table of solutions against tests is the documentation of the test suite."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.audit import Audit
from autograder.audit.matrix import Matrix, Row
from autograder.audit.survival import share
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


def naming(audit: Audit) -> str:
    """Return the line about diagnosis: how often a name was right, and how often there was one."""
    rows = audit.matrix.rows if audit.matrix is not None else []
    wrong = [row for row in rows if row.side == "wrong"]
    itself = sum(_named(row, row.exercise) == row.name for row in wrong)
    sound = [row for row in rows if row.side in ("right", "reference")]
    taken = sum(bool(row.diagnoses) for row in sound)
    text = (
        f"Diagnosis: {itself} of {len(wrong)} wrong answers by their own name, "
        f"{taken} of {len(sound)} right ones by any."
    )
    mutants = [one for killing in audit.mutants for one in killing.named]
    if mutants:
        named, again = sum(bool(one.name) for one in mutants), sum(bool(one.again) for one in mutants)
        both = sum(one.name == one.again for one in mutants)
        text += (
            f" {named} mutants were taken for a known mistake, {both} of them for the same on other inputs: "
            f"precision {_share(both, named)}, recall {_share(both, again)}."
        )
    return text


def survivors(audit: Audit) -> list[str]:
    """Return the lines about machine mutants: a table in words, then the diffs of those that live."""
    if not audit.mutants:
        return ["Machine mutants: never run (--mutants changed)."]
    total = sum(one.total for one in audit.mutants)
    alive = sum(len(one.equivalent) for one in audit.mutants)
    head = f"Machine mutants: {share(audit.mutants):.1%} of {total} killed; {alive} more are equivalent."
    rows = [
        f"{one.exercise}: {one.killed} killed, {one.timed_out} timed out, {len(one.survived)} survived, "
        f"{len(one.equivalent)} equivalent"
        for one in audit.mutants
    ]
    return [head, *rows, *(diff for one in audit.mutants for diff in one.survived)]


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
            about = [LEGEND, worthless(audit.matrix), naming(audit), *survivors(audit)]
            parts.append(Text("\n" + "\n".join(about) + "\n"))
    return Group(*parts)


def as_json(audits: Sequence[Audit]) -> str:
    """Return everything, for programs: a list of `autograder.audit.Audit`."""
    return msgspec.json.format(msgspec.json.encode(audits), indent=2).decode()


def as_html(audits: Sequence[Audit]) -> str:
    """Return a page of its own, without scripts or remote content."""
    page = _environment.get_template("audit.html.j2")
    shown = (naming, survivors, tables, verdict, worthless)
    return page.render(audits=audits, legend=LEGEND, **{one.__name__: one for one in shown})


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
            about = [worthless(audit.matrix), naming(audit), *survivors(audit)]
            lines += ["", LEGEND, *(part for one in about for part in ("", *_block(one))), ""]
    return "\n".join(lines)


def verdict(audit: Audit) -> str:
    """Return the audit in a few words."""
    known = f" (on record, and unchanged since: {', '.join(audit.recorded)})" if audit.recorded else ""
    return f"{len(audit.findings)} findings{known}" if audit.findings else f"everything holds{known}"


def _named(row: Row, exercise: str) -> str:
    found = row.diagnoses.get(exercise)
    return found.names[0] if found is not None and found.kind == "named" else ""


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _block(text: str) -> list[str]:
    """Return a paragraph, or a diff as a block of code."""
    return ["```diff", *text.splitlines(), "```"] if "\n" in text else [_plain(text)]


def _why(explains: str) -> str:
    return f" [explains: {explains}]" if explains else ""


def _plain(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    return "".join(f"\\{char}" if char in "\\`*_<>[]|#~" else char for char in visible(text))
