"""A report as plain lines."""

from __future__ import annotations

from html import escape

from autograder.model import Diagnosis, ExerciseReport, Report, Status, TestReport
from autograder.text import one_line


def number(value: float | None) -> str:
    """Return points without a needless fraction."""
    return "-" if value is None else f"{value:g}"


def hint(diagnosis: Diagnosis) -> list[str]:
    """Return what a diagnosis says, a sentence or two a line: author's text only."""
    if diagnosis.kind == "composite":
        said = ["More than one mistake seems to be at work: mend one fact at a time."]
    else:
        said = [f"These are the answers of a known mistake: {diagnosis.title}", diagnosis.hint]
    read = f"Where to read: {diagnosis.read}" if diagnosis.read else ""
    looks_like = f"Looks like: {', '.join(diagnosis.names)}" if diagnosis.names else ""
    return [" ".join(line.split()) for line in (*said, read, looks_like) if line]


def points(exercise: ExerciseReport) -> str:
    """Return the points of an exercise, and those that nobody could earn where it was graded."""
    told = f"{number(exercise.score)} of {number(exercise.max_score)} points"
    if not exercise.points_not_run:
        return told
    return f"{told}, and {number(exercise.points_not_run)} that could not be tested here"


def facts(exercise: ExerciseReport) -> str:
    """Return an exercise as lines of author's text only, for places that render markup."""
    lost = [test.fact for test in exercise.tests if test.lost]
    head = f"{exercise.name}: {points(exercise)}."
    if not lost:
        return head
    hints = hint(exercise.diagnosis) if exercise.diagnosis is not None else []
    rows = [f"{head} These facts do not hold yet:", "", *(f"- {one}" for one in lost)]
    return "\n".join([*rows, *(("", *hints) if hints else ())])


def comment(report: Report) -> str:
    """Return a student's view as a comment, for systems that may render markup.

    It is the author's text, but for the reason why nothing was graded: that may quote a student.
    """
    if report.outcome is Status.not_graded:
        return f"Not graded: {escape(one_line(report.reason), quote=False)}"
    return "\n\n".join(map(facts, report.exercises))


def remarks(test: TestReport, diagnosis: Diagnosis | None, limit: int) -> str:
    """Return what is said of one test besides its fact: the student's error, and hints if it is lost."""
    said = [one_line(test.message, limit)] if test.message else []
    return "\n".join([*said, *(hint(diagnosis) if test.lost and diagnosis is not None else [])])


def lines(exercise: ExerciseReport) -> str:
    """Return an exercise as plain lines, the student's own error lines included."""
    rows = [f"{exercise.name}: {points(exercise)}"]
    for test in exercise.tests:
        mark = "✗" if test.lost else "–" if test.skipped else "✓"  # noqa: RUF001  # a dash, as printed
        rows.append(f"  {mark} {number(test.score)}/{number(test.max_score)}  {test.fact}")
        if test.message:
            rows.append(f"         {one_line(test.message)}")
    if exercise.diagnosis is not None:
        rows += [f"  → {line}" for line in hint(exercise.diagnosis)]
    return "\n".join(rows)
