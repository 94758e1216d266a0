"""Large tests run where they can; where they cannot they are not run, and take no points from anybody."""

from xml.etree import ElementTree

import pytest

from autograder import assignment as assignments
from autograder import grading, places
from autograder.errors import CourseError, NotRun
from autograder.model import Outcome
from autograder.reports import html, junit, text
from autograder.sandbox.toolbox import on_device
from tests.audit.course import SOLUTIONS, whole_course
from tests.cli.support import SLUG
from tests.support import submission

RIGHT = """
def double(n):
    if isinstance(n, bool):
        raise TypeError
    return 2 * n

def halve(x):
    return x / 2
"""
LARGE = '''

@pytest.mark.large
@pytest.mark.points({points})
def test_a_million_entries(student):
    """A million entries are halved as well."""
    {body}
'''


@pytest.fixture
def course(tmp_path):
    def made(body="assert student.halve(2.0) == 1.0", points=0):
        root = whole_course(tmp_path / "root")
        with (root / SOLUTIONS / "hidden/test_halve.py").open("a", encoding="utf-8") as file:
            file.write(LARGE.format(body=body, points=points))
        return assignments.load(root, SLUG)

    return made


def grade(of, sandbox, size):
    kept = []
    grading.grade(of, [submission(RIGHT)], sandbox=sandbox, secret=b"x", on_report=kept.append, size=size)
    return kept[0]


def large(report):
    return [test for one in report.exercises for test in one.tests if test.name == "test_a_million_entries"]


@pytest.fixture
def no_device(monkeypatch):
    def refuse(_):
        raise NotRun("this machine has no GPU")

    monkeypatch.setattr(places, "on_device", refuse)


def test_small_size_knows_no_large_test(course, sandbox):
    report = grade(course(), sandbox, "cpu")

    assert (report.score, large(report)) == (8, [])


@pytest.mark.usefixtures("no_device")
def test_without_a_device_it_is_not_run(course, sandbox, tmp_path):
    report = grade(course(), sandbox, "gpu")

    (test,) = large(report)
    assert (test.outcome, test.message) == (Outcome.not_run, "Not run: this machine has no GPU")
    assert report.score == report.max_score == 8
    assert "–" in text.lines(report.exercises[1])  # noqa: RUF001  # the mark of what was not run
    assert "A million" not in text.facts(report.exercises[1])
    assert 'class="lost"' not in html.page(report)
    junit.write([report], tmp_path / "junit.xml")
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (root.get("skipped"), root.get("failures")) == ("1", "0")


def test_without_data_it_is_not_run_and_says_why(course, sandbox, monkeypatch):
    monkeypatch.setattr(places, "on_device", lambda base: base)
    body = 'from autograder.errors import NotRun; raise NotRun("the images are not here")'

    (test,) = large(grade(course(body), sandbox, "gpu"))

    assert (test.outcome, test.message) == (Outcome.not_run, "Not run: the images are not here")


def test_with_a_device_it_is_run(course, sandbox, monkeypatch):
    monkeypatch.setattr(places, "on_device", lambda base: base)

    (test,) = large(grade(course(), sandbox, "gpu"))

    assert test.outcome is Outcome.passed


def test_large_test_is_worth_no_points(course, sandbox):
    with pytest.raises(CourseError, match=r"is large: it needs @pytest\.mark\.points\(0\)"):
        grade(course(points=1), sandbox, "cpu")


def test_first_device_is_taken(tmp_path):
    for name in ("nvidia3", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()

    assert on_device("keras", tmp_path) == "keras@1"


def test_no_device_is_said(tmp_path):
    with pytest.raises(NotRun, match="this machine has no GPU"):
        on_device("keras", tmp_path)
