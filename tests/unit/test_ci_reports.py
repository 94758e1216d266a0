"""What a CI gets: JUnit XML, annotations and a summary, all of them what students may see."""

from __future__ import annotations

import io
import os
import xml.etree.ElementTree as ET

import pytest
from rich.console import Console

from autograder import batch, intake, model
from autograder.cli import instructors, printing
from autograder.model import OUR_WORDS, ExerciseReport, Outcome, Report, Status, TestReport
from autograder.reports import github, junit
from tests.unit import readers
from tests.unit.hostile_texts import TEXTS

SECRET = "17.25"


def graded(student: str = "ada") -> Report:
    """Two tests of one exercise, one of them passed; secrets wherever the instructor may see them."""
    secrets = {"name": f"test_{SECRET}", "detail": SECRET, "replay": SECRET}
    tests = [
        TestReport(fact="It doubles.", outcome=Outcome.passed, score=2, max_score=2, **secrets),
        TestReport(
            fact="It halves.", outcome=Outcome.failed, score=0, max_score=1.5, message="It is off.", **secrets
        ),
    ]
    return Report(
        assignment="07_tiny",
        version=1,
        student=student,
        outcome=Status.graded,
        score=2,
        max_score=3.5,
        seed=SECRET,
        exercises=[ExerciseReport(name="double", score=2, max_score=3.5, tests=tests)],
        stdout=SECRET,
        stderr=SECRET,
    )


def unread(student: str, reason: str = "an empty file", our_fault: bool = False) -> Report:
    return Report(
        assignment="07_tiny",
        version=1,
        student=student,
        outcome=Status.not_graded,
        reason=reason,
        our_fault=our_fault,
        max_score=3.5,
    )


@pytest.fixture
def suites(tmp_path) -> ET.Element:
    junit.write([graded("zoe"), unread("bob"), unread("cy", SECRET, our_fault=True)], tmp_path / "junit.xml")
    assert [path.name for path in tmp_path.iterdir()] == ["junit.xml"]
    return ET.parse(tmp_path / "junit.xml").getroot()


def test_submission_is_a_suite(suites):
    assert [suite.get("name") for suite in suites] == ["bob", "cy", "zoe"]
    assert [suites.get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "2"]
    assert dict(suites[2].attrib) == {
        "name": "zoe",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
    }


def test_hidden_test_is_a_case(suites):
    cases = suites[2].findall("testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases] == [
        ("07_tiny.double", "double-1"),
        ("07_tiny.double", "double-2"),
    ]
    assert cases[0].find("failure") is None
    failure = cases[1].find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message"), failure.text) == (
        "failed",
        "It halves.",
        "It is off.",
    )


def test_points_are_properties(suites):
    def points(element: ET.Element) -> dict[str | None, str | None]:
        return {one.get("name"): one.get("value") for one in element.findall("properties/property")}

    assert points(suites[2]) == {"score": "2", "max_score": "3.5"}
    assert points(suites[2].findall("testcase")[1]) == {"points": "0", "max_points": "1.5"}
    assert points(suites[0]) == {"max_score": "3.5"}


def test_ungraded_is_an_error(suites):
    reasons = [error.get("message") for error in suites.iter("error")]
    assert reasons == ["an empty file", OUR_WORDS]


def test_xml_hides_the_rest(suites):
    assert SECRET not in ET.tostring(suites, encoding="unicode")


def test_problems_are_annotated():
    found = readers.commands(
        "\n".join(github.problems([graded(), unread("bob"), unread("cy", SECRET, True)]))
    )
    assert found == [
        ("error", {"title": "cy"}, OUR_WORDS),
        ("warning", {"title": "bob"}, "an empty file"),
    ]


def test_ten_problems_are_annotated():
    many = [unread(f"student {number}", our_fault=number == 14) for number in range(15)]
    got = github.problems(many)
    assert len(got) == github.MAX_ANNOTATIONS
    assert got[0] == f"::error title=student 14::{OUR_WORDS}"


def test_command_is_encoded():
    got = github.command("error", "50%\r\n: a, b", title="50%:\n,x")
    assert got == r"::error title=50%25%3A%0A%2Cx::50%25\u000d%0A: a, b"


def test_summary_is_a_table():
    shape, words = readers.markdown(github.summary([graded("zoe"), unread("bob")]))
    assert [line for line in words.splitlines() if line] == [
        "1 of 2 graded",
        "studentdoublescore",
        "bobnot graded: an empty file",
        "zoe2 / 3.52 / 3.5",
    ]
    assert [one for one in shape if one == "tr"] == ["tr"] * 3
    assert SECRET not in words


def test_summary_has_room(tmp_path):
    """GitHub refuses a summary above its limit whole, so rows are left out, and counted."""
    path = tmp_path / "summary"
    many = [unread(f"student {number}", "<" * 5000) for number in range(500)]
    github.append_summary(many, path)
    text = path.read_text(encoding="utf-8")
    assert github.MAX_SUMMARY_BYTES - 5000 < len(text.encode()) <= github.MAX_SUMMARY_BYTES
    shape, words = readers.markdown(text)
    rows = shape.count("tr") - 1
    assert f"{500 - rows} more are left out: see summary.csv" in words
    for _ in range(5):
        github.append_summary(many, path)
    assert path.stat().st_size <= github.MAX_SUMMARY_BYTES


@pytest.fixture
def tell(monkeypatch, tmp_path, capsys):
    """Let the command line tell of reports in a workflow or elsewhere: both streams, and the summary."""

    def told(reports: list[Report], where: str) -> tuple[str, str, str]:
        stream = io.StringIO()
        monkeypatch.setattr(printing, "errors", Console(file=stream, width=80, emoji=False))
        monkeypatch.setattr(
            os, "environ", {"GITHUB_ACTIONS": where, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
        )
        instructors._tell_problems(reports)
        file = tmp_path / "summary"
        return capsys.readouterr().out, stream.getvalue(), file.read_text() if file.exists() else ""

    return told


def test_workflow_is_told(tell):
    out, log, text = tell([graded(), unread("cy", SECRET, our_fault=True)], "true")
    assert out == f"::error title=cy::{OUR_WORDS}\n"
    assert log == f"autograder: cy: not graded: {OUR_WORDS}\n"
    assert "1 of 2 graded" in text
    assert SECRET not in out + log + text


def test_terminal_is_the_instructors(tell):
    assert tell([graded(), unread("cy", SECRET, our_fault=True)], "") == (
        "",
        f"autograder: cy: not graded: {SECRET}\n",
        "",
    )


def test_log_holds_our_commands_alone(tell):
    reports = [unread(intake.student_name(said), said) for said in TEXTS.values()]
    out, log, _ = tell(reports, "true")
    assert [name for name, _, _ in readers.commands(out)] == ["warning"] * github.MAX_ANNOTATIONS
    assert len(log.splitlines()) == len(reports)
    readers.log(log)


@pytest.mark.parametrize("said", TEXTS.values(), ids=TEXTS.keys())
def test_reports_stay_in_their_folder(tmp_path, said):
    """Each name gets a folder directly inside, and reports can be written there."""
    for number, name in enumerate((said, intake.student_name(said))):
        out = tmp_path / str(number) / "out"
        out.mkdir(parents=True)
        folder = batch._folder(out, name)
        assert folder.resolve().parent == out
        model.dump(graded(name), folder / "report.json")
        assert [path.name for path in out.iterdir()] == [folder.name]


def test_long_names_stay_apart(tmp_path):
    names = [f"{'x' * 1000}{number}" for number in range(3)]
    assert len({batch._folder(tmp_path, name) for name in names}) == 3


def test_file_in_the_way_is_left_alone(tmp_path):
    """A student may be called like the file that --junit names."""
    (tmp_path / "junit.xml").write_text("x")
    folder = batch._folder(tmp_path, "junit.xml")
    assert folder.is_dir()
    assert (tmp_path / "junit.xml").read_text() == "x"
