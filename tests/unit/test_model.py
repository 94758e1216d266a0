"""A report comes back as it was written; the student's view holds nothing of the hidden tests."""

from __future__ import annotations

import json

import msgspec
import pytest

from autograder import model
from autograder.model import ExerciseReport, Outcome, Report, Status, TestReport

SECRET = "17.25"


def report(**changed: object) -> Report:
    test = TestReport(
        name=f"test_{SECRET}",
        fact="The answer is doubled.",
        outcome=Outcome.failed,
        score=0.0,
        max_score=2.0,
        message="The value is not the right one.",
        detail=f"expected {SECRET}",
        replay=f"pytest --seed {SECRET}",
    )
    passed = msgspec.structs.replace(test, outcome=Outcome.passed, score=2.0, message="")
    about = {
        "assignment": "07_tiny",
        "version": 2,
        "student": "ada",
        "outcome": Status.graded,
        "score": 2.0,
        "max_score": 4.0,
        "seed": SECRET,
        "wall": "Landlock 7",
        "digest": f"digest {SECRET}",
        "notes": ["cell 3 was changed"],
        "exercises": [ExerciseReport(name="double", score=2.0, max_score=4.0, tests=[test, passed])],
        "stdout": SECRET,
        "stderr": SECRET,
    }
    return Report(**{**about, **changed})


def test_reports_come_back(tmp_path):
    want = report()
    model.dump(want, tmp_path / "report.json")
    assert model.load(tmp_path / "report.json") == want
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_reports_are_versioned(tmp_path):
    model.dump(report(), tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["schema"] == model.SCHEMA


@pytest.mark.parametrize("text", ["\x1b[2J\x00", "\u202e\u2028", "<script>", "é" * 5000, "\ud800"])
def test_odd_texts_come_back(tmp_path, text):
    """Half a surrogate, as in a file name that is no UTF-8, is no reason to lose a report."""
    model.dump(report(student=text, stdout=text), tmp_path / "report.json")
    got = model.load(tmp_path / "report.json")
    assert got.stdout == text or "\ud800" in text


def test_file_holds_nothing_that_acts(tmp_path):
    """Whoever prints the file sees escapes; whoever reads it gets the text back."""
    text = "\x1b[2J\x9b2J\x7f\u202e\u2028\U000e0041 ##[error]x"
    model.dump(report(stdout=text, notes=[text]), tmp_path / "report.json")
    raw = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert raw.isascii()
    assert raw.replace("\n", "").isprintable()
    assert "##[" not in raw
    assert model.load(tmp_path / "report.json") == report(stdout=text, notes=[text])


def test_texts_are_bounded(tmp_path):
    model.dump(report(stderr="x" * (1 << 20), notes=["n"] * 2000), tmp_path / "report.json")
    got = model.load(tmp_path / "report.json")
    assert got.stderr == "x" * model.MAX_TEXT + "… (1,032,192 characters left out)"
    assert got.notes[-1] == "… (1,950 more left out)"


def test_last_report_is_kept(tmp_path):
    model.dump(report(), tmp_path / "report.json")
    with pytest.raises((TypeError, msgspec.MsgspecError, OverflowError)):
        model.dump(report(notes=[object()]), tmp_path / "report.json")
    assert model.load(tmp_path / "report.json") == report()


def test_student_sees_no_secret():
    text = msgspec.json.encode(report().for_student()).decode()
    assert SECRET not in text


def test_student_sees_the_facts():
    got = report().for_student()
    tests = got.exercises[0].tests
    assert [test.name for test in tests] == ["double-1", "double-2"]
    assert [test.fact for test in tests] == ["The answer is doubled."] * 2
    assert [test.outcome for test in tests] == [Outcome.failed, Outcome.passed]
    assert tests[0].message == "The value is not the right one."
    assert (got.score, got.max_score, got.notes) == (2.0, 4.0, ["cell 3 was changed"])
    for name in ("seed", "digest", "stdout", "stderr"):
        assert getattr(got, name) == ""


def test_student_sees_no_fault_of_ours():
    """Why we failed may quote a hidden test that fails on the reference, expected values and all."""
    reason = f"the hidden test test_a fails on the reference too: Mismatch: expected {SECRET}, received 1"
    full = report(outcome=Status.not_graded, score=None, exercises=[], our_fault=True, reason=reason)
    assert SECRET not in full.for_student().reason
    assert full.reason == reason


def test_student_sees_why_unread():
    got = report(
        outcome=Status.not_graded, score=None, exercises=[], reason="expected a notebook"
    ).for_student()
    assert got.reason == "expected a notebook"


def test_student_sees_no_durations():
    timed = msgspec.structs.replace(report().exercises[0], seconds=17.25)
    assert report(exercises=[timed]).for_student().exercises[0].seconds == 0


def test_report_of_before_durations_loads(tmp_path):
    path = tmp_path / "report.json"
    model.dump(report(), path)
    tree = json.loads(path.read_text())
    del tree["exercises"][0]["seconds"]
    path.write_text(json.dumps(tree))
    assert model.load(path).exercises[0].seconds == 0


def test_view_of_a_view_is_the_same():
    assert report().for_student().for_student() == report().for_student()


BROKEN = {
    "text as version": ("version", "2", r"\$\.version"),
    "real as version": ("version", 2.5, r"\$\.version"),
    "boolean as score": ("score", True, r"\$\.score"),
    "text as score": ("score", "2", r"\$\.score"),
    "unknown outcome": ("outcome", "perfect", r"\$\.outcome"),
    "none as student": ("student", None, r"\$\.student"),
    "text as notes": ("notes", "a", r"\$\.notes"),
    "numbers as notes": ("notes", [1], r"\$\.notes"),
    "text as fault": ("our_fault", "yes", r"\$\.our_fault"),
    "text as exercise": ("exercises", ["double"], r"\$\.exercises"),
    "missing field": ("max_score", ..., "missing required field `max_score`"),
}


@pytest.mark.parametrize(("field", "value", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_decoding_is_strict(tmp_path, field, value, words):
    path = tmp_path / "report.json"
    model.dump(report(), path)
    tree = json.loads(path.read_text()) | {field: value}
    path.write_text(json.dumps({key: entry for key, entry in tree.items() if entry is not ...}))
    with pytest.raises(msgspec.ValidationError, match=words):
        model.load(path)


def test_new_fields_are_skipped(tmp_path):
    path = tmp_path / "report.json"
    model.dump(report(), path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"mood": "fine"}))
    assert model.load(path) == report()
