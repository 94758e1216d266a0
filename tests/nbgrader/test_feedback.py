"""`nbgrader generate_feedback`: what students read, and what must not stand there."""

import re
from pathlib import Path

import pytest

from tests.cli.support import SLUG
from tests.nbgrader.classroom import CLASS
from tests.nbgrader.support import Page

pytestmark = pytest.mark.slow
STUDENTS = list(CLASS)


@pytest.fixture
def page(graded):
    return lambda student: Page(graded.course.feedback(student))


def test_facts_and_points(page):
    text = page("wrong").text

    assert "double: 0 of 4 points" in text
    assert "halve: 4 of 4 points" in text
    assert "The answer is twice the number." in text
    assert "Every entry is half of what it was." in text
    assert "(Score: 0.0 / 4.0)" in text
    assert "(Score: 6.0 / 15.0)" in text


def test_known_mistake_is_named_with_its_question(graded, page):
    """In the check cell's output, and in the comment on the solution; to nobody else."""
    said = "These are the answers of a known mistake: Adds one to the double."

    assert page("wrong").text.count(said) == 2
    assert page("wrong").text.count("What is twice nothing?") == 2
    assert "adds_one" not in graded.course.feedback("wrong")
    assert [one for one in STUDENTS if "known mistake" in page(one).text] == ["wrong"]


def test_own_error_has_its_line(page):
    text = page("syntax_error").text

    assert "SyntaxError" in text
    assert "line 1 of cell double: def double(n:" in text


def test_time_out_is_named(page):
    assert re.search(r"double is not defined, since its cell failed: .*1 s", page("endless_loop").text)


@pytest.mark.parametrize("student", STUDENTS)
def test_nothing_hidden(graded, page, student):
    """No canary, no line of a hidden test, no path into the solutions."""
    raw, text = graded.course.feedback(student), page(student).text

    autograded = graded.course.folder / "autograded" / student / SLUG / "mini.ipynb"
    assert "HIDDEN-CANARY" not in raw + autograded.read_text(encoding="utf-8")
    assert str(graded.course.root) not in raw
    shown = [line for line in secret_lines(graded.course.root) if line in text]
    assert shown == []


def secret_lines(root: Path) -> list[str]:
    """The code lines of hidden tests (not their docstrings) that no student's file holds."""
    lines = []
    for file in (root / "solutions" / SLUG / "hidden").glob("*.py"):
        text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        lines += [line.strip() for line in text.splitlines() if len(line.strip()) > 12]
    return [line for line in lines if not line.startswith(("import ", "from "))]


@pytest.mark.parametrize("student", STUDENTS)
def test_no_expected_value(page, reports, student):
    """The numbers of hidden tests, which our report tells the instructor, are in no feedback."""
    text = page(student).text
    details = " ".join(test.detail for one in reports[student].exercises for test in one.tests)
    numbers = {number for number in re.findall(r"\d+", details) if len(number) > 5}

    assert [number for number in numbers if number in text] == []
    assert re.findall(r"\b(?:1[89]\d{5}|9\d{5})\b", text) == []


def test_there_were_numbers_to_hide(reports):
    """The test above has something to look for."""
    detail = next(test.detail for test in reports["wrong"].exercises[0].tests if test.detail)

    assert re.search(r"expected 1[89]\d{5}, received 1[89]\d{5}", detail)


def test_error_is_no_script(page):
    """An exception's name, its text and a comment are text: they are shown and do not run."""
    shown = page("script_tags")

    ran = " ".join(shown.scripts + shown.handlers)
    assert [number for number in (1, 2, 3) if f"alert({number})" in ran] == []
    assert 'line 7 of cell double: raise Evil("<script>alert(2)</script>")' in shown.text


def test_markdown_is_no_script(page):
    """Markup in a student's markdown cell does not run in the browser of whoever grades."""
    shown = page("script_tags")

    ran = " ".join(shown.scripts + shown.handlers)
    assert [number for number in (4, 5) if f"alert({number})" in ran] == []


def test_own_words_are_kept(page):
    """A student's markdown stays in the feedback."""
    assert "Because each entry is halved." in page("essayist").text
