"""A handout becomes a page of the book."""

import pytest

from autograder import assignment as assignments
from autograder.book.chapters import contents, linked, page
from autograder.errors import CourseError
from tests.cli.support import SLUG, numpy_course, spoil
from tests.support import ROOT

TARGETS = {("1", ""): "chapter-1", ("1", "2"): "chapter-1-exercise-2"}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("as in chapter 1.", "as in [chapter 1](#chapter-1)."),
        ("(chapter 1, exercise 2)", "([chapter 1, exercise 2](#chapter-1-exercise-2))"),
        ("exercise 2 of chapter 1", "[exercise 2 of chapter 1](#chapter-1-exercise-2)"),
        ("chapter 1, exercise 9", "chapter 1, exercise 9"),
        ("chapter 12", "chapter 12"),
        ("*Deep Learning*, 2016, chapter 1: nets", "*Deep Learning*, 2016, chapter 1: nets"),
    ],
)
def test_mention_of_what_is_in_the_book_becomes_a_link(text, made):
    assert linked(text, TARGETS, own="3") == made


def test_chapter_does_not_link_to_itself():
    assert linked("chapter 1", TARGETS, own="1") == "chapter 1"


def test_contents_name_the_chapters_with_their_numbers():
    course = [assignments.load(ROOT, slug) for slug in assignments.slugs(ROOT)]

    text = contents(course)

    assert "1 · Output shapes and parameter counts <01_shapes_and_parameters>" in text
    assert "3 · Convolution layers <03_convolution_layers>" in text


def test_cell_that_fails_is_named_with_its_chapter(tmp_path):
    root = numpy_course(tmp_path / "root")
    spoil(root / "assignments" / SLUG / "mini.py", "OFFSET = 0", "OFFSET = 0\n1 / 0")
    broken = assignments.load(root, SLUG)

    with pytest.raises(CourseError, match=r"99_mini: a cell of the handout fails:(?s:.)*ZeroDivisionError"):
        page(broken, [broken])
