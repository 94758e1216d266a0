"""One class in every format: golden files, each read back by its format's own reader."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from datetime import datetime

import jsonschema
import msgspec
import pytest

from autograder import model
from autograder.errors import UnknownError
from autograder.model import Outcome, TestReport
from autograder.reports import canvas, coursera, exporting, gradescope, lti, prairielearn
from tests.cli.support import run
from tests.formats import sample
from tests.formats.sample import GOLDENS, GRADED_AT, SECRET

FILES = sorted(str(path.relative_to(GOLDENS)) for path in GOLDENS.rglob("*") if path.is_file())
GRADED, UNGRADED = ("-bob", "ada"), ("cy", "dee")
NUMBERS = ("score", "fractionalScore", "isCorrect", "scoreGiven", "points")


@pytest.fixture(scope="module")
def class_of_four(tmp_path_factory):
    return sample.write_reports(tmp_path_factory.mktemp("class") / "reports")


@pytest.fixture(scope="module")
def written(class_of_four, tmp_path_factory):
    home = tmp_path_factory.mktemp("formats")
    (home / "roster.csv").write_text(sample.ROSTER, encoding="utf-8")
    sample.write_formats(exporting.find(class_of_four), home / "out", home / "roster.csv")
    return home / "out"


def read(form, student):
    return json.loads((GOLDENS / form / student / exporting.EACH[form][0]).read_text(encoding="utf-8"))


def rows(name):
    with (GOLDENS / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("name", FILES)
def test_file_is_the_golden_one(written, name):
    """After a wanted change: python -m tests.formats.sample, and read the diff."""
    assert (written / name).read_bytes() == (GOLDENS / name).read_bytes()


def test_no_golden_is_missing(written):
    assert sorted(str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()) == FILES


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("summary.csv",)])
def test_only_the_students_view_leaves(name):
    assert SECRET not in (GOLDENS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("student", UNGRADED)
@pytest.mark.parametrize("form", exporting.EACH)
def test_not_graded_has_no_number(form, student):
    assert not [name for name in NUMBERS if name in read(form, student)]


@pytest.mark.parametrize(
    ("name", "key", "column"),
    [
        ("canvas.csv", "Student", "07_tiny"),
        ("moodle.csv", "Student", "07_tiny"),
        ("summary.csv", "student", "score"),
    ],
)
def test_not_graded_is_an_empty_cell(name, key, column):
    scores = {row[key]: row[column] for row in rows(name)}

    assert [scores[student] for student in ("'-bob", "ada", "cy", "dee")] == ["5.5", "4", "", ""]


@pytest.mark.parametrize("student", GRADED)
def test_gradescopes_tests_add_up(student):
    """Gradescope takes the total; shown beside it are the tests, and they must not contradict it."""
    result = read("gradescope", student)

    assert sum(test.get("score", 0) for test in result["tests"]) == result["score"]
    assert all(test["visibility"] == "visible" for test in result["tests"])
    assert all(test.get("status") in ("passed", "failed", None) for test in result["tests"])


def test_gradescope_gets_neither_score_nor_tests_of_an_ungraded_one():
    assert not {"score", "tests"} & set(read("gradescope", "dee"))


@pytest.mark.parametrize("student", GRADED)
def test_prairielearns_points_add_up(student):
    result = read("prairielearn", student)
    got, most = (sum(test[name] for test in result["tests"]) for name in ("points", "max_points"))

    assert result["score"] == pytest.approx(got / most)
    assert 0 <= result["score"] <= 1


def test_prairielearn_takes_a_megabyte():
    """Remarks are left out rather than the whole result refused."""
    report = sample.graded("ada", 0.0, said="\x1b" * 1000)
    (double, halve) = report.exercises
    many = [
        TestReport(
            name="t", fact="It is.", outcome=Outcome.raised, score=0, max_score=1, message="\x1b" * 1000
        )
    ] * 300
    huge = msgspec.structs.replace(report, exercises=[double, msgspec.structs.replace(halve, tests=many)])
    result = prairielearn.encode(huge)

    assert len(model.as_json(result).encode()) <= prairielearn.MAX_BYTES
    assert len(result["tests"]) == 301
    assert result["message"] == prairielearn.FULL


def test_assignment_worth_nothing_is_no_division_by_zero():
    report = msgspec.structs.replace(sample.graded("ada", 0.0), score=0.0, max_score=0.0)

    assert prairielearn.encode(report)["score"] == coursera.encode(report)["fractionalScore"] == 0.0


def test_lti_score_has_a_time_with_zone_and_fraction():
    """Platforms keep the latest score: writing the same report again makes no newer one."""
    stamp = read("lti", "ada")["timestamp"]

    assert datetime.fromisoformat(stamp) == GRADED_AT
    assert "." in stamp
    assert lti.encode(sample.reports()[1], GRADED_AT) == read("lti", "ada")


def test_canvas_row_of_points_possible_comes_first():
    first = rows("canvas.csv")[0]

    assert first["Student"].strip() == "Points Possible"
    assert first["07_tiny"] == "5.5"
    assert tuple(first) == (*canvas.LEADING, "07_tiny")


def test_canvas_roster_is_filled_in(tmp_path):
    """Rows and the column's number are Canvas's own; who has no report keeps the grade that is there."""
    (tmp_path / "roster.csv").write_text(sample.ROSTER, encoding="utf-8")
    missing = canvas.write(
        sample.reports(), tmp_path / "out.csv", column="07_tiny", roster=tmp_path / "roster.csv"
    )

    filled = rows("canvas_filled_in.csv")
    assert {row["ID"]: row["07_tiny (4711)"] for row in filled} == {"": "5.5", "11": "4", "12": "5.5"}
    assert missing == ["cy", "dee"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Student,ID\nx,1\n", '"', "\0"])
def test_canvas_roster_must_be_one(tmp_path, text):
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownError, match=r"roster\.csv: expected"):
        canvas.write(sample.reports(), tmp_path / "out.csv", column="a", roster=tmp_path / "roster.csv")


def test_junit_counts_what_was_not_graded_as_errors():
    root = ET.parse(GOLDENS / "junit.xml").getroot()

    assert [root.get(name) for name in ("errors", "failures", "skipped")] == ["2", "1", "2"]


def test_reports_are_what_the_schema_says(class_of_four):
    schema = json.loads((GOLDENS / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    report = json.loads((class_of_four / "ada" / "report.json").read_text(encoding="utf-8"))

    assert judge.is_valid(report)
    assert not judge.is_valid({**report, "score": "4"})
    assert not judge.is_valid({**report, "outcome": "fine"})
    assert judge.is_valid({**report, "a field of a later version": 1})


@pytest.fixture
def export(class_of_four, tmp_path):
    def run_export(*arguments, folder=class_of_four):
        return run("export", folder, *arguments, cwd=tmp_path)

    return run_export


@pytest.mark.parametrize("form", exporting.EACH)
def test_export_writes_a_file_for_each_student(export, tmp_path, form):
    done = export("--format", form, "--out", "there")

    assert done.returncode == 0
    assert {line.split("/")[1] for line in done.stdout.splitlines()} == {*GRADED, *UNGRADED}
    for line in done.stdout.splitlines():
        assert (tmp_path / line).read_bytes() == (GOLDENS / form / line.removeprefix("there/")).read_bytes()


def test_export_of_one_student_is_one_file(export, class_of_four, tmp_path):
    """As a grader in a container needs it."""
    done = export("--format", "coursera", "--out", "feedback.json", folder=class_of_four / "ada")

    assert done.returncode == 0
    assert json.loads((tmp_path / "feedback.json").read_text()) == read("coursera", "ada")


def test_export_of_a_class_is_one_file(export, tmp_path):
    done = export("--format", "canvas", "--column", "Chapter 7", "--out", "canvas.csv")

    assert (done.returncode, done.stdout) == (0, "canvas.csv\n")
    assert (tmp_path / "canvas.csv").read_text().splitlines()[0].endswith(",Chapter 7")


def test_export_tells_who_is_not_in_the_roster(export, tmp_path):
    (tmp_path / "roster.csv").write_text(sample.ROSTER, encoding="utf-8")
    done = export("--format", "canvas", "--roster", "roster.csv", "--out", "canvas.csv")

    assert done.returncode == 0
    assert "cy is not in roster.csv" in done.stderr


def test_export_of_no_reports(export, tmp_path):
    done = export("--format", "csv", "--out", "x.csv", folder=tmp_path)

    assert done.returncode == 5
    assert "no report.json in" in done.stderr


def test_export_of_what_is_no_report(export, tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "report.json").write_text('{"schema": 9}')
    done = export("--format", "csv", "--out", "x.csv", folder=tmp_path)

    assert done.returncode == 4
    assert "ada/report.json: expected a report: " in done.stderr


def test_gradebook_holds_one_assignment(class_of_four, tmp_path):
    found = exporting.find(class_of_four)
    other = msgspec.structs.replace(found[0].report, assignment="08_other")
    both = [*found, exporting.Finished("x", other, GRADED_AT)]

    with pytest.raises(UnknownError, match="expected reports of one assignment, received 07_tiny, 08_other"):
        exporting.write_class(both, "moodle", tmp_path / "x.csv")


def test_schema_is_printed_or_written(tmp_path):
    printed = run("schema", cwd=tmp_path)
    run("schema", "--out", "report.schema.json", cwd=tmp_path)

    golden = (GOLDENS / "report.schema.json").read_text(encoding="utf-8")
    assert printed.stdout == golden == (tmp_path / "report.schema.json").read_text(encoding="utf-8")


def test_gradescope_declares_every_text_as_text():
    """Its other formats render markup."""
    result = gradescope.encode(sample.reports()[1])

    assert {result[name] for name in result if name.endswith("_format")} == {"text"}
