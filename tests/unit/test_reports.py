"""Student text is data in every format: shown, never obeyed."""

from __future__ import annotations

import csv
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checking import PublicResult
from autograder.model import ExerciseReport, Outcome, Report, Status, TestReport
from autograder.reports import html, summary, text
from autograder.text import MAX_CHARACTERS, MAX_ITEMS, few, one_line, visible

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;title\x07",
    "link": "\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\",
    "one-byte escape": "\x9b2J",
    "return": "good\rbad",
    "bell": "\x07\x08\x7f\x00",
    "right to left": "a\u202eb\u2066c",
    "invisible": "a\u200bb\u2060\ufeff",
    "line separators": "a\u2028b\u2029c",
    "half a surrogate": "a\ud800b",
    "tags": "a\U000e0041b",
    "private": "\ue000\U000f0000",
    "no character": "\ufffe\ufdd0",
    "filler": "ada\u3164",
    "marks": "e" + "\u0301" * 9,
    "soft hyphen": "a\u00adb",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_marks_are_made_visible(value):
    got = visible(value)
    assert "\\u" in got.lower()
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Cs", "Co", "Zl", "Zp") for char in got)
    got.encode("utf-8")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "two\nlines\tand a tab",
        "Zürich 東京 🙂",
        "a\\u001b",
        "x[::2] # [1]",
        "Nguyê\u0303\u0323n",
    ],
)
def test_plain_text_stays(value):
    assert visible(value) == value


def test_escape_is_spelled_out():
    assert visible("\x1b[2J") == "\\u001b[2J"
    assert visible("\U000e0041") == "\\U000e0041"


def test_long_text_is_cut():
    got = visible("x" * (MAX_CHARACTERS + 1))
    assert got == "x" * MAX_CHARACTERS + "… (1 characters left out)"
    assert visible("x" * 2000, 2) == "xx… (1,998 characters left out)"


def test_long_list_is_cut():
    assert few(["a", "b"], 2) == ["a", "b"]
    assert few(["a", "b", "c", "d"], 2) == ["a", "b", "… (2 more left out)"]


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("::error::x", "\\::error::x"),
        ("a\n \u3000::error::x", "a\n \u3000\\::error::x"),
        ("a ##[error]x", "a #\\#[error]x"),
        ("###vso[x]", "##\\#vso[x]"),
    ],
)
def test_commands_are_taken_apart(value, want):
    assert visible(value) == want


def test_one_line_is_one():
    assert one_line("a\nb\tc\r\n") == r"a\nb\tc\u000d\n"


@given(st.text(st.characters()))
def test_any_text_can_be_shown(value):
    got = visible(value)
    got.encode("utf-8")
    assert visible(got) == got
    assert len(one_line(value).splitlines()) <= 1


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}]]>\x1b[2J"


class Page(HTMLParser):
    """Collects the elements and attributes of a page, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.words += data


HARMLESS = set("html head meta title style body h1 p b br ul li table tr td span div code".split())


def result(message: str = SCRIPT) -> ExerciseReport:
    test = TestReport(
        name="t", fact="1 < 2 holds.", outcome=Outcome.raised, score=0.0, max_score=1.5, message=message
    )
    return ExerciseReport(name="double", score=0.0, max_score=1.5, tests=[test])


def report(student: str = "ada", **changed: object) -> Report:
    about = {"assignment": "07_tiny", "version": 1, "outcome": Status.graded, "score": 0.0, "max_score": 1.5}
    return Report(**{**about, "student": student, "exercises": [result()], **changed})


PAGES = {
    "page": lambda: html.page(report(SCRIPT, notes=[SCRIPT], stdout=SCRIPT)),
    "not graded": lambda: html.page(report(SCRIPT, outcome=Status.not_graded, reason=SCRIPT, score=None)),
    "exercise": lambda: html.exercise(result()),
    "check": lambda: html.check(
        "double", [PublicResult("double", "1 < 2", False, SCRIPT, SCRIPT, SCRIPT, SCRIPT)]
    ),
}


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES.keys())
def test_pages_hold_no_script(make):
    source = make()
    page = Page(source)
    assert page.tags <= HARMLESS
    assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class"}
    assert visible(SCRIPT) in page.words
    assert "1 < 2" in page.words
    assert "\x1b" not in source
    source.encode("utf-8")


def test_page_shows_the_first_notes():
    got = html.page(report(notes=["a note"] * 2000))
    assert got.count("a note") == MAX_ITEMS
    assert "… (1,950 more left out)" in got


def test_outputs_are_no_formulas():
    """MathJax, which typesets a whole notebook, leaves these classes alone."""
    for make in ("exercise", "check"):
        assert 'class="kw tex2jax_ignore mathjax_ignore"' in PAGES[make]()


def test_page_forbids_remote_content():
    assert "default-src 'none'" in html.page(report())


def test_page_is_the_students_view():
    full = report(seed="17.25", stdout="17.25", stderr="17.25", digest="17.25")
    full.exercises[0].tests[0] = TestReport(
        name="17.25", fact="f", outcome=Outcome.failed, score=0, max_score=1, detail="17.25", replay="17.25"
    )
    assert "17.25" not in html.page(full)


def test_lines_hold_no_escape():
    got = text.lines(result())
    assert got.startswith("double: 0 of 1.5 points\n  ✗ 0/1.5  1 < 2 holds.\n")
    assert "\x1b" not in got


def test_facts_hold_no_student_text():
    assert "script" not in text.facts(result())
    assert "- 1 < 2 holds." in text.facts(result())


@pytest.mark.parametrize(("value", "want"), [(None, "-"), (2.0, "2"), (0.5, "0.5"), (100.0, "100")])
def test_points_are_short(value, want):
    assert text.number(value) == want


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]
ROWS = [*FORMULAS, 'a,b"c', "two\nlines", "x;y", "\x1b[2J", "\ud800", "plain"]


def test_table_holds_no_formula(tmp_path):
    path = tmp_path / "summary.csv"
    reports = [report(student, outcome=Status.not_graded, score=None, reason=student) for student in ROWS]
    summary.write(reports, path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(ROWS)
    for row in rows:
        for cell in (row["student"], row["reason"]):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert "\n" not in cell
    names = {row["student"] for row in rows}
    assert {"plain", 'a,b"c', "two\\nlines", "x;y", "'=1+1", "'-1", "\\u001b[2J", "\\ud800"} <= names


def test_table_reads_back(tmp_path):
    reports = [
        report("grace"),
        report("ada", score=1.5),
        report("x", score=None, reason="no file", exercises=[]),
    ]
    summary.write(reports, tmp_path / "summary.csv")
    with (tmp_path / "summary.csv").open(newline="", encoding="utf-8") as file:
        got = list(csv.reader(file))
    assert got == [
        ["student", "outcome", "score", "max_score", "double", "reason"],
        ["ada", "graded", "1.5", "1.5", "0", ""],
        ["grace", "graded", "0", "1.5", "0", ""],
        ["x", "graded", "", "1.5", "", "no file"],
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["summary.csv"]
