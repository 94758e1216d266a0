"""The chapters as one book to read: a static site, without answers and without hidden tests.

chapters.py    a handout becomes a page: its figures drawn, its exercises named, its links made
building.py    the pages become a site, by Sphinx
mathml.py      formulas become MathML, which browsers show without a script

It is built from assignments/ alone, as release/ is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder import assignment as assignments
from autograder.book import building, chapters


def write(root: Path, out: Path, *, show: Callable[[str], None]) -> Path:
    """Write the book of all chapters of a course.

    Args:
        root: the course's folder.
        out: the folder of the site; what it held of an earlier book is replaced.
        show: is told what is being done.

    Returns:
        The page to open first.

    Raises:
        CourseError: a chapter is broken: a figure cannot be drawn, a formula or a link is wrong.
    """
    course = [assignments.load(root, slug) for slug in assignments.slugs(root)]
    with TemporaryDirectory(prefix="autograder-book-") as home:
        pages = Path(home)
        for of in course:
            show(f"drawing {of.slug}")
            (pages / f"{of.slug}.ipynb").write_text(chapters.page(of, course), encoding="utf-8")
        (pages / "index.md").write_text(chapters.contents(course), encoding="utf-8")
        show("building the pages")
        building.build(pages, out)
    return out / "index.html"
