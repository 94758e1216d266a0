"""What `autograder grade` writes: report.json, feedback.html, summary.csv; and the replay command."""

import csv
import json
import shlex

import msgspec
import pytest

from autograder import model
from tests.cli.support import SLUG, python
from tests.support import MINI, ROOT

# What is promised of report.json at least.
FIELDS = {
    "schema", "assignment", "student", "outcome", "reason", "score", "max_score", "seed", "exercises",
}  # fmt: skip
EXERCISE = {"name", "score", "max_score", "tests"}
TEST = {"name", "fact", "outcome", "score", "max_score", "message"}


def test_report_has_its_fields(odd):
    data = json.loads((odd.out / "wrong" / "report.json").read_text(encoding="utf-8"))

    assert data.keys() >= FIELDS
    assert all(one.keys() >= EXERCISE for one in data["exercises"])
    assert all(test.keys() >= TEST for one in data["exercises"] for test in one["tests"])
    assert (data["schema"], data["assignment"], data["student"]) == (1, SLUG, "wrong")
    assert (data["outcome"], data["score"], data["max_score"]) == ("graded", 4, 8)


def test_report_decodes_strictly(odd):
    """Every report loads, and the schema holds every field that is written."""
    for path in odd.out.glob("*/report.json"):
        report = model.load(path)
        assert json.loads(msgspec.json.encode(report)) == json.loads(path.read_text(encoding="utf-8"))
        assert report.schema == 1


def test_sums_agree(odd):
    for name in ("right", "wrong", "script"):
        report = odd.report(name)
        assert report.score == sum(one.score for one in report.exercises)
        for one in report.exercises:
            assert one.score == sum(test.score for test in one.tests)
            assert one.max_score == sum(test.max_score for test in one.tests)


def test_durations_are_told_to_the_instructor_alone(odd):
    assert all(one.seconds > 0 for one in odd.report("wrong").exercises)
    assert all(one.seconds == 0 for one in odd.report("wrong").for_student().exercises)


def test_unread_report_has_no_exercises(odd):
    report = odd.report("empty")

    assert (report.exercises, report.seed, report.digest) == ([], "", "")


def test_feedback_tells_facts(odd):
    page = odd.feedback("wrong")

    assert "The answer is twice the number." in page
    assert "4 of 8 points" in page


def test_feedback_hides_the_rest(odd):
    """No canary, number, seed, test name or path: what report.json tells the instructor."""
    page, report = odd.feedback("wrong"), odd.report("wrong")

    assert "HIDDEN-CANARY" not in page
    assert "test_twice" not in page
    assert report.seed not in page
    assert str(odd.cwd) not in page
    details = [test.detail for one in report.exercises for test in one.tests if test.detail]
    assert "expected 1" in details[0]
    numbers = {word for detail in details for word in detail.replace(",", " ").split() if word.isdigit()}
    assert [number for number in numbers if len(number) > 3 and number in page] == []


def test_summary_reads_back(odd):
    """One row a student, whatever they are called; no cell is a formula."""
    with (odd.out / "summary.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}

    assert list(next(iter(rows.values()))) == [
        "student", "outcome", "score", "max_score", "double", "halve", "reason",
    ]  # fmt: skip
    assert rows["right"]["score"] == rows['a, "b"']["score"] == "8"
    assert (rows["wrong"]["double"], rows["wrong"]["halve"]) == ("0", "4")
    assert (rows["empty"]["outcome"], rows["empty"]["score"]) == ("not_graded", "")
    assert "an empty file" in rows["empty"]["reason"]
    assert "'=1+1" in rows
    assert "\\u001b[31mred" in rows


def test_nothing_half_written(odd):
    assert list(odd.out.rglob("*.partial")) == []


def replay_of(graded, student):
    tests = [test for one in graded.report(student).exercises for test in one.tests]
    failed = next(test for test in tests if test.replay)
    program, *arguments = shlex.split(failed.replay)
    assert program == "pytest"
    return failed, arguments


def test_replay(odd):
    """The command in the report fails in the same test, on the same input, with the same answer."""
    failed, arguments = replay_of(odd, "wrong")
    done = python("-m", "pytest", *arguments, "-p", "no:cacheprovider", cwd=odd.cwd)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert failed.detail.split(": ", 2)[2] in done.stdout  # "expected 1898…, received 1899…"


def test_replay_from_anywhere(odd, tmp_path):
    """Whoever reads the report need not know where the grader was started."""
    failed, arguments = replay_of(odd, "wrong")
    done = python("-m", "pytest", *arguments, "-p", "no:cacheprovider", cwd=tmp_path)

    assert failed.detail.split(": ", 2)[2] in done.stdout


@pytest.mark.parametrize(("name", "code"), [("right", 0), ("wrong", 1)])
def test_bare_pytest(odd, numpy_root, name, code):
    """An author debugs hidden tests with pytest alone, against a chosen submission."""
    hidden = numpy_root / "solutions" / SLUG / "hidden"
    options = ["--submission", odd.cwd / "files" / f"{name}.ipynb", "-p", "no:cacheprovider", "-q"]
    done = python("-m", "pytest", hidden, *options, cwd=odd.cwd)

    assert done.returncode == code, done.stdout
    if name == "wrong":
        assert "test_twice_the_number[1]" in done.stdout
        assert "Mismatch: expected" in done.stdout
        assert "test_half_of_everything" not in done.stdout


@pytest.mark.slow
def test_bare_pytest_on_the_reference():
    """Without --submission the hidden tests run against the reference, here in place and with Keras."""
    done = python("-m", "pytest", MINI / "solutions" / SLUG / "hidden", "-p", "no:cacheprovider", cwd=ROOT)

    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout
