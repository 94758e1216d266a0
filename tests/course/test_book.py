"""The course as a book: every chapter with its figures, and nothing of what students may not see."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from autograder import assignment as assignments
from autograder.book.chapters import ELSEWHERE
from tests.cli.support import run
from tests.support import ROOT
from tests.unit.browser import CHROMIUM, dump

pytestmark = pytest.mark.slow
SLUGS = assignments.slugs(ROOT)
LONG_ENOUGH = 40  # letters of a line of code that is no phrase of everybody's
WIDTHS = (400, 1400, 1600)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book") / "site"
    done = run("book", folder, seconds=900)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"the book begins at {folder / 'index.html'}"
    return folder


class Links(HTMLParser):
    """What a page loads, and what its pictures say to who cannot see them."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.pictures = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        if tag in ("script", "img", "iframe", "link"):
            self.loaded += [about[name] for name in ("src", "href") if about.get(name)]
        if tag == "img" and "_images/" in (about.get("src") or ""):
            self.pictures.append(about.get("alt"))


@pytest.mark.parametrize("slug", SLUGS)
def test_chapter_has_its_exercises_formulas_and_figures(site, slug):
    of = assignments.load(ROOT, slug)

    text = (site / f"{slug}.html").read_text(encoding="utf-8")

    for number, exercise in enumerate(of.config.exercises, start=1):
        assert f'id="chapter-{int(slug[:2])}-exercise-{number}"' in text
        assert (
            f'<span class="nf">{exercise.defines[0]}' in text
            or f'<span class="nc">{exercise.defines[0]}' in text
        )
    assert text.count("<math") > 10
    assert "$" not in re.sub(r"<(pre|code|script|style).*?</\1>|<[^>]*>", "", text, flags=re.S)
    pictures = Links(text).pictures
    assert len(pictures) >= len(of.config.exercises) / 2
    assert all(pictures)
    assert ELSEWHERE in text  # of the figures of one's own answers
    assert "first; then this cell" not in re.sub(r"<pre.*?</pre>", "", text, flags=re.S)


def test_nothing_is_loaded_from_elsewhere(site):
    loaded = [one for page in site.glob("*.html") for one in Links(page.read_text(encoding="utf-8")).loaded]

    assert loaded
    assert [one for one in loaded if re.match(r"\w+:|//", one) and not one.startswith("data:")] == []


def test_nothing_of_an_answer_or_a_hidden_test_is_in_it(site):
    shown = "\n".join(
        unescape(re.sub(r"<[^>]*>", "", file.read_text(encoding="utf-8")))
        for file in site.rglob("*")
        if file.suffix in (".html", ".js", ".ipynb", ".txt", ".md")
    )
    public = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "assignments").rglob("*.py"))
    secret = {
        line.strip()
        for file in (ROOT / "solutions").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if len(line.strip()) >= LONG_ENOUGH and line.strip() not in public
    }

    assert len(secret) > 1000
    assert [line for line in secret if line in shown] == []


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_window(site, tmp_path, width):
    frames = "".join(f'<iframe src="{page.name}" width="{width}"></iframe>' for page in site.glob("0*.html"))
    script = """window.onload = () => document.title = JSON.stringify([...document.querySelectorAll("iframe")]
        .map(one => one.contentDocument.documentElement.scrollWidth))"""
    (site / "frames.html").write_text(f"<!doctype html>{frames}<script>{script}</script>", encoding="utf-8")

    shown = dump(f"file://{site / 'frames.html'}", tmp_path / "profile", "--allow-file-access-from-files")

    (widths,) = re.findall(r"<title>\[(.*?)\]</title>", shown)
    assert [int(one) <= width for one in widths.split(",")] == [True] * len(SLUGS)
