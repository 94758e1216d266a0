"""JUnit XML for a CI: the student's view, since a CI shows it to whoever may see the repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from autograder.model import Diagnosis, Report, Status, TestReport
from autograder.reports.text import hint, number
from autograder.text import one_line


def write(reports: Sequence[Report], path: Path) -> None:
    """Write a test suite a submission and a test case a hidden test, with points as properties.

    A submission that was not graded is a suite of one case, with the reason as its error.
    """
    root = Element("testsuites", name="autograder")
    for report in sorted(reports, key=lambda report: report.student):
        _suite(root, report.for_student())
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, 0)) for suite in root)))
    indent(root)
    partial = path.with_name(f".{path.name}.partial")
    ElementTree(root).write(partial, encoding="utf-8", xml_declaration=True)
    partial.replace(path)


def _suite(root: Element, report: Report) -> None:
    tests = [(exercise, test) for exercise in report.exercises for test in exercise.tests]
    unread = report.outcome is Status.not_graded
    failed = sum(test.lost for _, test in tests)
    skipped = sum(test.skipped for _, test in tests)
    counts = {
        "tests": str(len(tests) + unread),
        "failures": str(failed),
        "errors": str(int(unread)),
        "skipped": str(skipped),
    }
    suite = SubElement(root, "testsuite", {"name": one_line(report.student), **counts})
    _points(suite, "score", report.score, report.max_score)
    for exercise, test in tests:
        case = SubElement(suite, "testcase", classname=f"{report.assignment}.{exercise.name}", name=test.name)
        _points(case, "points", test.score, test.max_score)
        if test.lost:
            _failure(case, test, exercise.diagnosis)
        if test.skipped:
            SubElement(case, "skipped", message=one_line(test.message))
    if unread:
        case = SubElement(suite, "testcase", classname=report.assignment, name="graded")
        SubElement(case, "error", type=report.outcome.value, message=one_line(report.reason))


def _points(element: Element, name: str, value: float | None, most: float) -> None:
    properties = SubElement(element, "properties")
    if value is not None:
        SubElement(properties, "property", name=name, value=number(value))
    SubElement(properties, "property", name=f"max_{name}", value=number(most))


def _failure(case: Element, test: TestReport, diagnosis: Diagnosis | None) -> None:
    failure = SubElement(case, "failure", type=test.outcome.value, message=one_line(test.fact))
    hints = hint(diagnosis) if diagnosis is not None else []
    failure.text = "\n".join(map(one_line, [test.message, *hints]))
