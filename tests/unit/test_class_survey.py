"""What a class report counts: every graded student, each thing once, and nothing that is not known."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from autograder import model
from autograder.classreport import attention, finding, page
from autograder.classreport.survey import Survey, by_assignment
from autograder.model import Diagnosis, Outcome
from tests.unit.classes import not_graded, one_exercise, one_report, one_test, whole_class, write

NAMED = Diagnosis(kind="named", names=["off_by_one"], title="Counting begins at one.", hint="Which is first?")
BOTH = Diagnosis(kind="composite", names=["off_by_one", "sign"])


def small(*solved: str, **more):
    """A student who has solved some of exercises a, b and c, of one test and four points each."""
    exercises = [
        one_exercise(name, one_test(outcome="passed" if name in solved else "failed"), **more)
        for name in "abc"
    ]
    return one_report(f"solved {' '.join(solved)}", *exercises)


def test_exercise_that_was_not_run_says_nothing_about_its_students():
    """Two of three were graded where there is a GPU: the third has no part in what is told of b."""
    gpu = {"device": "gpu 0", "seconds": 2.0}
    ran = [one_report(name, one_exercise("a", one_test()), one_exercise("b", one_test(outcome=how), **gpu))
           for name, how in (("Ada", "passed"), ("Bilal", "failed"))]  # fmt: skip
    skipped = one_exercise("b", one_test(worth=0, outcome="not_run"), points_not_run=4)
    survey = Survey([*ran, one_report("Mei", one_exercise("a", one_test()), skipped)])

    b = survey.exercises[1]
    assert (b.students, b.mean, b.none, b.devices) == (2, 0.5, 0.5, (("gpu 0", 2),))
    assert survey.not_run == [("b", 1)]
    assert survey.large == (0, 0)
    assert [(test.students, test.lost, test.skipped) for test in survey.tests if test.exercise == "b"] == [
        (2, 1, 1)
    ]
    shown = page.page([survey], [])
    assert "<small>on gpu 0</small>" in shown
    assert "GPU part not run: b, for 1 submission" in shown


def test_figures_on_paper():
    survey = Survey([small(), small("a"), small("a", "b"), small("a", "b", "c")])

    assert sorted(survey.scores) == [0, 4, 8, 12]
    assert (survey.median, survey.mean, survey.full, survey.most) == (6, 6, 1, 12)
    a, b, c = survey.exercises
    assert (a.mean, a.full, a.part, a.none) == (0.75, 0.75, 0, 0.25)
    assert (b.mean, c.mean) == (0.5, 0.25)
    assert a.discrimination == pytest.approx(12 / (12 * 44) ** 0.5)
    assert [(test.exercise, test.lost, test.students) for test in survey.tests] == [
        ("a", 1, 4), ("b", 2, 4), ("c", 3, 4),
    ]  # fmt: skip


def test_one_student_has_no_discrimination():
    assert [one.discrimination for one in Survey([small("a")]).exercises] == [None] * 3


def test_equal_students_have_no_discrimination():
    assert [one.discrimination for one in Survey([small("a")] * 5).exercises] == [None] * 3


def test_only_exercise_has_no_discrimination():
    """There is no rest to compare it with."""
    alone = [one_report("x", one_exercise("a", one_test(outcome=one))) for one in ("passed", "failed")]
    assert Survey(alone).exercises[0].discrimination is None


def test_class_of_which_nobody_is_graded_has_no_figures():
    survey = Survey([not_graded("ada", "no file"), not_graded("bob", "no file"), not_graded("eve", "empty")])
    assert (survey.median, survey.mean, survey.full, survey.seconds) == (None, None, 0, None)
    assert (survey.exercises, survey.tests, survey.misconceptions, survey.happenings) == ([], [], [], [])
    assert survey.reasons == [("no file", 2), ("empty", 1)]


def test_not_graded_counts_as_no_zero():
    assert Survey([small("a", "b", "c"), not_graded("bob", "no file", max_score=12.0)]).mean == 12


def test_points_that_differ_are_percent():
    """An assignment graded in two versions, worth 4 and 8."""
    old = one_report("ada", one_exercise("a", one_test(outcome="passed")))
    new = one_report("bob", one_exercise("a", one_test(1, 8, "failed")), version=2)
    survey = Survey([old, new])
    assert (survey.unit, survey.most, survey.scores, survey.versions) == ("percent", 100, [100, 0], [1, 2])


def test_scores_are_points_whatever_was_not_graded():
    """A report of what was not graded may be of another version."""
    survey = Survey([small("a"), not_graded("bob", "no file")])
    assert (survey.unit, survey.most) == ("points", 12)


def test_what_is_not_implemented_is_no_unnamed_mistake():
    stub, wrong = (one_exercise("a", one_test(outcome=one)) for one in ("not_implemented", "raised"))
    assert Survey([one_report("ada", stub), one_report("bob", wrong)]).exercises[0].unnamed == 1


def test_misconceptions_are_counted_by_exercise():
    reports = [small(diagnosis=NAMED), small(diagnosis=NAMED), small(diagnosis=BOTH), small()]
    found = Survey(reports).misconceptions
    assert [(one.exercise, one.name, one.title, one.alone, one.combined) for one in found[:3]] == [
        (name, "off_by_one", "Counting begins at one.", 2, 1) for name in "abc"
    ]
    assert [(one.name, one.title, one.alone, one.combined) for one in found[3:]] == [("sign", "", 0, 1)] * 3
    assert [one.unnamed for one in Survey(reports).exercises] == [1, 1, 1]


def test_other_outcomes_are_told_by_exercise():
    raised = one_exercise("a", one_test(1, outcome="raised"), one_test(2, outcome="raised"))
    reports = [one_report("ada", raised), one_report("bob", raised, one_exercise("b", one_test()))]
    (found,) = Survey(reports).happenings
    assert (found.outcome, found.students, found.tests, found.exercises) == (
        Outcome.raised,
        2,
        4,
        (("a", 2),),
    )


def test_large_test_that_was_not_run_is_lost_by_nobody():
    skipped = one_test(2, 0.0, "not_run")
    survey = Survey([one_report("ada", one_exercise("a", one_test(), skipped))])
    assert [(test.lost, test.students, test.skipped, test.share) for test in survey.tests] == [
        (0, 1, 0, 0.0), (0, 0, 1, None),
    ]  # fmt: skip
    assert survey.large == (0, 1)


def test_assignments_are_told_apart():
    reports = [*whole_class(5, assignment="02_b"), *whole_class(3, assignment="01_a")]
    assert [(one.assignment, len(one.reports)) for one in by_assignment(reports)] == [
        ("01_a", 3),
        ("02_b", 5),
    ]


def test_students_to_look_at():
    timed = {"dan": 5.0, "eve": 90.0, "flo": 0.001}
    usual = [one_report(f"s{n}", one_exercise("a", one_test(), seconds=5 + n / 50)) for n in range(9)]
    odd = [one_report(name, one_exercise("a", one_test(), seconds=took)) for name, took in timed.items()]
    late = one_report("gil", one_exercise("a", one_test(outcome="timed_out"), seconds=5.0))
    dead = one_report("hal", one_exercise("a", one_test(outcome="died"), seconds=5.0))
    stub = one_report("ida", one_exercise("a", one_test(outcome="not_implemented"), seconds=5.0))
    ours = not_graded("joe", "the sandbox failed", our_fault=True)
    theirs = not_graded("ada", "an empty file")

    cases = attention.cases(Survey([*usual, *odd, late, dead, stub, ours, theirs]))

    assert [(case.student, *case.why) for case in cases] == [
        ("joe", "not graded, by a fault of ours"),
        ("ada", "not graded"),
        ("eve", "unusually slow: 90.0 s"),
        ("flo", "unusually fast: 1 ms"),
        ("gil", "timed out in a"),
        ("hal", "its process ended in a"),
        ("ida", "nothing is implemented"),
    ]
    assert [case.reason for case in cases[:2]] == ["the sandbox failed", "an empty file"]


def test_without_durations_nobody_is_fast_or_slow():
    survey = Survey([small("a")] * 20)
    assert (attention.usual_seconds(survey), attention.cases(survey)) == (None, [])


@pytest.mark.parametrize(
    ("seconds", "want"), [(0.004, "4 ms"), (0.25, "0.25 s"), (3.21, "3.2 s"), (6000, "100.0 min")]
)
def test_durations_are_short(seconds, want):
    assert attention.duration(seconds) == want


def test_reports_are_found(tmp_path):
    reports = whole_class(7)
    (write(reports, tmp_path) / "summary.csv").write_text("student")
    (tmp_path / ".submitted").mkdir()
    (tmp_path / ".submitted" / "report.json").write_text("{")
    (tmp_path / "without").mkdir()
    assert finding.reports(tmp_path) == (reports, [])


DAMAGED = {
    "nothing": ("", "truncated"),
    "half": (msgspec.json.encode(small("a")).decode()[:300], "truncated"),
    "of another program": ('{"score": 1.0, "tests": []}', "missing required field"),
    "of a later schema": ({"schema": 2}, r"\$\.schema"),
    "not text": ("\udcff", "."),
    "nested without end": ('{"x":' * 100_000, "."),
    "endless number": ('{"score": 1e999}', "."),
    "graded without a score": ({"score": None}, r"\$\.score"),
    "more than all": ({"score": 13}, r"expected a score from 0 to 12, received 13 - at \$\.score"),
    "less than nothing": ({"score": -1}, r"\$\.score"),
    "worth nothing": ({"max_score": 0}, r"\$\.max_score"),
    "an exercise twice": (
        {"exercises": msgspec.to_builtins(small("a").exercises[:1] * 2)},
        r"received 'a' again - at \$\.exercises",
    ),
}


@pytest.mark.parametrize(("text", "words"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_report_is_named(tmp_path, text, words):
    good = small("a")
    write([good], tmp_path)
    if isinstance(text, dict):
        text = json.dumps(json.loads(msgspec.json.encode(good)) | text)
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "report.json").write_text(text, encoding="utf-8", errors="surrogateescape")

    reports, (damaged,) = finding.reports(tmp_path)

    assert reports == [good]
    assert damaged.folder == "ada"
    assert re.search(words, damaged.reason)


def test_report_that_is_no_file_is_named(tmp_path):
    """A folder, a link to nowhere, and one to a device that never ends."""
    for name in ("folder", "link", "endless"):
        (tmp_path / name).mkdir()
    (tmp_path / "folder" / "report.json").mkdir()
    (tmp_path / "link" / "report.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "endless" / "report.json").symlink_to("/dev/zero")
    reports, damaged = finding.reports(tmp_path)
    assert (reports, [one.folder for one in damaged]) == ([], ["endless", "folder", "link"])


def test_helper_writes_reports_of_ours(tmp_path):
    """The class that tests are made with has what they look for."""
    survey = Survey(whole_class())
    assert len(survey.reports) == 60
    assert len(survey.graded) == 57
    assert len(survey.misconceptions) > 3
    assert {one.outcome for one in survey.happenings} > {Outcome.raised, Outcome.timed_out}
    assert model.load(write(whole_class(1), tmp_path) / "0000" / "report.json") == whole_class(1)[0]
