"""A class of four reports, and every format's files: `python -m tests.formats.sample` rewrites the goldens.

Ada lost a test whose mistake is known, and a large test was not run; bob has everything and an odd
name; cy's file cannot be read; dee was not graded by a fault of ours. What only the instructor may
see is the word SECRET.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from autograder import model
from autograder.model import Diagnosis, ExerciseReport, Outcome, Report, Status, TestReport
from autograder.reports import exporting, schema

GOLDENS = Path(__file__).parent / "goldens"
GRADED_AT = datetime(2026, 11, 21, 18, 30, 5, 250_000, tzinfo=UTC)
SECRET = "17.25"
ROSTER = """\
Student,ID,SIS User ID,SIS Login ID,Section,07_tiny (4711),Current Score
    Points Possible,,,,,6,(read only)
"Lovelace, Ada",11,S1,ada,Mon,,
"Builder, Bob",12,S2,-bob,Tue,1.0,
"Absent, Al",13,S3,al,Tue,2.0,
"""


def one_test(fact: str, score: float, most: float, outcome: Outcome, message: str = "") -> TestReport:
    secrets = {"name": f"test_{SECRET}", "detail": SECRET, "replay": SECRET}
    return TestReport(fact=fact, outcome=outcome, score=score, max_score=most, message=message, **secrets)


def graded(student: str, halved: float, *, said: str = "") -> Report:
    outcome = Outcome.passed if halved else Outcome.raised
    hint = Diagnosis(kind="named", names=[SECRET], title="Doubles.", hint="Which way?", read=SECRET)
    doubles = one_test("Twice 3 is 6.", 4.0, 4.0, Outcome.passed)
    halves = [
        one_test("Half of 3 is 1.5 & 1 < 2.", halved, 1.5, outcome, said),
        one_test("It is fast.", 0.0, 0.0, Outcome.not_run, "no GPU here"),
    ]
    exercises = [
        ExerciseReport(name="double", score=4.0, max_score=4.0, tests=[doubles]),
        ExerciseReport(
            name="halve", score=halved, max_score=1.5, tests=halves, diagnosis=None if halved else hint
        ),
    ]
    secrets = {"seed": SECRET, "digest": SECRET, "stdout": SECRET, "stderr": SECRET}
    return Report(
        assignment="07_tiny", version=1, student=student, outcome=Status.graded, score=4.0 + halved,
        max_score=5.5, exercises=exercises, wall="full", notes=["A cell was added."], **secrets,
    )  # fmt: skip


def ungraded(student: str, reason: str, *, our_fault: bool = False) -> Report:
    return Report(
        assignment="07_tiny", version=1, student=student, outcome=Status.not_graded, reason=reason,
        our_fault=our_fault, max_score=5.5,
    )  # fmt: skip


def reports() -> list[Report]:
    return [
        graded("-bob", 1.5),
        graded("ada", 0.0, said="ValueError on line 2 of halve: <b>\x1b[31mhalf</b>"),
        ungraded("cy", "expected a notebook, received '=1+1<b>.ipynb'"),
        ungraded("dee", SECRET, our_fault=True),
    ]


def write_reports(folder: Path) -> Path:
    """What `autograder grade` leaves of this class."""
    for report in reports():
        path = folder / report.student / "report.json"
        path.parent.mkdir(parents=True)
        model.dump(report, path)
        os.utime(path, (GRADED_AT.timestamp(), GRADED_AT.timestamp()))
    return folder


def write_formats(found: list[exporting.Finished], out: Path, roster: Path) -> None:
    """Every format's files of the class, and the schema of its reports."""
    out.mkdir(exist_ok=True)
    for form in exporting.EACH:
        exporting.write_each(found, form, out / form)
    for form, name in {"canvas": "canvas.csv", "moodle": "moodle.csv", "csv": "summary.csv"}.items():
        exporting.write_class(found, form, out / name)
    exporting.write_class(found, "junit", out / "junit.xml")
    exporting.write_class(found, "canvas", out / "canvas_filled_in.csv", roster=roster)
    model.write_json(schema.schema(), out / "report.schema.json")


if __name__ == "__main__":
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        roster_file = Path(home, "roster.csv")
        roster_file.write_text(ROSTER, encoding="utf-8")
        shutil.rmtree(GOLDENS, ignore_errors=True)
        write_formats(exporting.find(write_reports(Path(home, "reports"))), GOLDENS, roster_file)
