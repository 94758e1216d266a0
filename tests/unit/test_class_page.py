"""The class report: one page without script that everybody can read, and that no text escapes from."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.classreport import page, plots
from autograder.classreport.finding import Damaged
from autograder.classreport.measures import histogram
from autograder.classreport.survey import Survey, by_assignment
from autograder.model import Diagnosis, Report
from tests.unit.classes import not_graded, one_exercise, one_report, one_test, whole_class
from tests.unit.hostile_texts import TEXTS
from tests.unit.test_class_survey import small

HARMLESS = set(
    "html head meta title style body header main nav article section h1 h2 h3 p b ul li a dl div dt dd small "
    "figure figcaption details summary table caption thead tbody tr th td code bdi span svg defs g path rect "
    "text tspan use clippath pattern".split()
)


MINUS = "\N{MINUS SIGN}"


class Page(HTMLParser):
    """Collects the elements of a page with their attributes, and its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def of(*reports: Report, damaged: tuple[Damaged, ...] = ()) -> str:
    return page.page(by_assignment(reports), damaged)


def hostile_class(*names: str) -> list[Report]:
    """Every hostile text, or some, in every place of a report that is shown, as if it were not ours."""
    reports = []
    for text in [TEXTS[name] for name in names or TEXTS]:
        named = Diagnosis(kind="named", names=[text], title=text, hint=text)
        tests = [one_test(1, 4, "failed", name=text, fact=text), one_test(2, 4, message=text)]
        right = one_exercise("halve", one_test(), seconds=1.0)
        reports += [
            one_report(text, one_exercise(text, *tests, diagnosis=named), right, wall=text, max_score=12.0),
            not_graded(f"{text} again", text, max_score=12.0),
        ]
    return reports


CLASSES = {
    "usual": whole_class(),
    "two assignments": [*whole_class(9), *whole_class(9, assignment="04_backpropagation")],
    "one student": whole_class(1),
    "nobody graded": [not_graded("ada", "an empty file")],
    "no exercise": [one_report("ada")],
    "equal": [small("a")] * 6,
    "two versions": [small("a"), one_report("bob", one_exercise("a", one_test(1, 9)), version=2)],
    "nothing lost": [small("a", "b", "c")] * 3,
    "hostile": hostile_class(),
}
pages = pytest.mark.parametrize("reports", CLASSES.values(), ids=CLASSES.keys())


@pages
def test_page_is_harmless(reports):
    source = of(*reports, damaged=(Damaged("ada", "half a file"),))
    got = Page(source)
    assert {tag for tag, _ in got.elements} <= HARMLESS
    assert not [name for _, attributes in got.elements for name in attributes if name.startswith("on")]
    links = [one.get("href") or one.get("xlink:href") or "#" for _, one in got.elements]
    assert all(link.startswith("#") for link in links)
    assert "default-src 'none'" in source
    assert re.search("[\x00-\x08\x0b-\x1f\x7f\u200b\u202e\u2066\u2028]", source) is None
    source.encode("utf-8")


@pages
def test_no_number_is_nan(reports):
    got = Page(of(*reports))
    shown = got.words.split() + [str(value) for _, one in got.elements for value in one.values()]
    assert not {"nan", "nan%", "inf", "None", "-0.00"} & {word.strip("().,").lower() for word in shown}


@pages
def test_places_on_the_page_are_named_once_and_found(reports):
    got = Page(of(*reports, damaged=(Damaged("ada", "half a file"),)))
    ids = [one["id"] for _, one in got.elements if "id" in one]
    aims = [one[name][1:] for _, one in got.elements for name in ("href", "xlink:href") if name in one]
    labels = [one["aria-labelledby"] for _, one in got.elements if "aria-labelledby" in one]
    assert len(ids) == len(set(ids))
    assert {*aims, *labels} <= set(ids)


@pages
def test_page_can_be_heard(reports):
    """Figures have words, cells have headers, and headings skip no level."""
    got = Page(of(*reports))
    assert all(("role" in one and one["aria-label"]) or one["aria-hidden"] for one in got.all("svg"))
    assert all(one["scope"] in ("row", "col", "rowgroup") for one in got.all("th"))
    assert len(got.all("thead")) == len(got.all("table"))
    levels = [int(tag[1]) for tag, _ in got.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert got.all("html") == [{"lang": "en"}]


def test_figures_say_their_numbers():
    words = " ".join(one["aria-label"] for one in Page(of(small(), small("a"))).all("svg") if "role" in one)
    assert "Histogram of 2 scores in points. 0 to under 1: 1; 1 to under 2: 0" in words
    assert "a: 50%, 0%, 50%; b: 0%, 0%, 100%" in words


def test_page_is_the_same_for_the_same_reports():
    assert of(*whole_class()) == of(*reversed(whole_class()))


def test_undefined_is_a_dash():
    row = re.search(r'<th scope="row">a</th>.*', of(small("a")))
    assert [re.sub("<.*?>", " ", row[0]).split()] == [["a", "100%", "100%", page.UNDEFINED]]


def test_hostile_texts_are_shown_as_texts():
    got = Page(of(*hostile_class()))
    assert "<script>document.title='RAN'</script> again" in got.words
    assert r"\u001b[31mred" in got.words


def test_formula_in_a_name_is_not_drawn():
    """matplotlib takes dollar signs for mathematics; only names of functions reach it."""
    got = of(one_report("ada", one_exercise("$\\frac{1}{2}$", one_test())))
    assert "no. 1 in the figure" in got
    assert "frac" not in Page(got).all("svg")[0]["aria-label"]
    assert plots.label("conv2d", 0) == "conv2d"
    assert plots.label("é", 0) == plots.label("a" * 41, 0) == plots.label("a b", 0) == "no. 1"


def test_hint_of_several_lines_is_one():
    named = Diagnosis(kind="named", names=["sign"], title="The sign is lost.", hint="Which way\n  is down?")
    lost = one_exercise("a", one_test(outcome="failed"), diagnosis=named)
    assert "Which way is down?" in Page(of(one_report("ada", lost))).words


def test_long_tables_are_cut_and_say_so():
    got = Page(of(*(not_graded(f"s{n}", "an empty file") for n in range(1234))))
    assert len(got.all("tr")) < 300
    assert "… and 1,034 more: see summary.csv." in got.words
    assert "1,234" in got.words


def test_damaged_reports_are_named():
    got = Page(of(small("a"), damaged=(Damaged("<ada>", "expected a score"),)))
    assert "Reports that could not be read" in got.words
    assert "<ada>" in got.words
    assert "Reports that could not be read" not in of(small("a"))


def test_page_is_written_whole(tmp_path):
    page.write([Survey([small("a")])], [], tmp_path / "class.html")
    assert [path.name for path in tmp_path.iterdir()] == ["class.html"]
    assert (tmp_path / "class.html").read_text(encoding="utf-8") == of(small("a"))


@pytest.mark.parametrize(
    ("share", "want"),
    [(None, page.UNDEFINED), (0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.999, ">99%"), (1, "100%")],
)
def test_percent_of_some_is_never_none_or_all(share, want):
    assert page.percent(share) == want


@pytest.mark.parametrize(
    ("value", "want"), [(None, page.UNDEFINED), (-0.004, "0.00"), (-0.25, f"{MINUS}0.25"), (1, "1.00")]
)
def test_correlation_has_two_places(value, want):
    assert page.decimal(value) == want


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_letters_stand_out():
    """WCAG 2.2 AA: 4.5 to 1 on white."""
    style = re.search("<style>(.*?)</style>", of(small("a")), re.DOTALL)[1]
    colors = set(re.findall(r"[ {;]color: (#\w{6})", style)) | {plots.INK, plots.QUIET}
    assert len(colors) >= 3
    assert all(contrast(color, "#ffffff") >= 4.5 for color in colors)


def test_bars_are_told_apart_without_colour():
    """3 to 1 between neighbours, or an outline of 3 to 1 around both and hatching in one."""
    assert contrast(plots.DARK, plots.MIDDLE) >= 3
    assert contrast(plots.DARK, plots.LIGHT) >= 3
    drawn = plots.exercises(Survey(whole_class()).exercises, prefix="p", words="w")
    assert "<pattern" in drawn


def test_figures_have_ids_of_their_own():
    draw = {"histogram": histogram([1, 2], 4), "median": 1.5, "words": "w"}
    first = plots.scores(**draw, prefix="one")
    assert first == plots.scores(**draw, prefix="one")
    assert first.replace("one-", "two-") == plots.scores(**draw, prefix="two")
