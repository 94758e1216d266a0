"""What was observed after grading one attack, and what of it must not be.

`got_through` are the ways in which an attacker wins; `fell_short` the ways in which the grader or
the attack itself did not do its part. A run is good if both are empty; a weaker grader has to show
at least one of the first.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from autograder.model import Report
from tests.attacks.corpus import Attack

CANARY = b"HIDDEN-CANARY-"
CANARIES = re.compile(rb"HIDDEN-CANARY-[0-9a-f]{4,}")
HIDDEN_NUMBERS = (b"913757", b"304586")  # an input of a hidden test, and its answer
MAX_REPORT_BYTES = 256 << 10
MAX_GROWTH_MIB = 160


@dataclass
class Evidence:
    """One attack, graded.

    `student` is what the student may receive and `written` everything the run wrote about this
    submission, by name; `grew_mib` is what the trusted process needed more than for honest work.
    """

    report: Report | None
    student: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, bytes] = field(default_factory=dict)
    log: str = ""
    terminal: bytes = b""
    seconds: float = 0.0
    marks: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    grew_mib: float = 0.0


def got_through(attack: Attack, seen: Evidence) -> list[str]:
    """Say how the attacker won."""
    return [
        *_points(attack, seen),
        *(f"{name} holds {found}" for name, found in _canaries(seen)),
        *(f"{name} shows the hidden {number.decode()}" for name, number in _numbers(seen)),
        *(f"a file was written: {mark}" for mark in seen.marks),
        *(f"the network carried {text}" for text in seen.heard),
        *(f"left behind: {what}" for what in seen.left_behind),
        *(["it says GOT-THROUGH"] if "GOT-THROUGH" in seen.log else []),
        *([f"took {seen.seconds:.1f} s"] if seen.seconds > attack.expect.seconds else []),
        *([f"the grader grew by {seen.grew_mib:.0f} MiB"] if seen.grew_mib > MAX_GROWTH_MIB else []),
        *(
            f"{name} has {len(raw):,} bytes"
            for name, raw in seen.written.items()
            if len(raw) > MAX_REPORT_BYTES
        ),
        *(f"{name} has an active {part}" for name, part in _active(seen)),
        *_terminal(seen.terminal),
    ]


def fell_short(attack: Attack, seen: Evidence) -> list[str]:
    """Say what is missing from a complete report, or from a real attempt."""
    report, expect = seen.report, attack.expect
    if report is None:
        return ["there is no report"]
    if report.outcome != expect.outcome:
        return [f"expected {expect.outcome}, received {report.outcome.value}: {report.reason}"]
    lost = [
        f"{one.name} earned {one.score:g}, expected {attack.scores()[one.name]:g}: {_first(one)}"
        for one in report.exercises
        if one.score < attack.scores()[one.name]
    ]
    ends = [
        f"{name} ended {ended}, expected {word}"
        for name, word in expect.ends.items()
        if (ended := _ended(report, name)) != word
    ]
    tried = [] if not expect.tries or "TRIED" in seen.log else [f"it did not try: {seen.log[:300]!r}"]
    return [*lost, *ends, *tried]


def _points(attack: Attack, seen: Evidence) -> Iterator[str]:
    most = attack.scores()
    for one in seen.report.exercises if seen.report else []:
        if one.score > most[one.name]:
            yield f"{one.name} earned {one.score:g} points, expected {most[one.name]:g}"


def _ended(report: Report, exercise: str) -> str:
    tests = next(one.tests for one in report.exercises if one.name == exercise)
    return next((test.outcome.value for test in tests if test.outcome != "passed"), "passed")


def _first(exercise: object) -> str:
    return next((f"{t.message} {t.detail}" for t in exercise.tests if t.outcome != "passed"), "")


def _canaries(seen: Evidence) -> Iterator[tuple[str, str]]:
    for name, raw in {**seen.student, **seen.written, "its log": seen.log.encode()}.items():
        for form, found in _disguised(raw):
            yield name, f"{found} {form}".strip()


def _disguised(raw: bytes) -> Iterator[tuple[str, str]]:
    """Look for canaries as they are, reversed, in UTF-16, hexadecimal and base64."""
    for found in set(CANARIES.findall(raw)):
        yield "", found.decode()
    if CANARY[::-1] in raw:
        yield "reversed", CANARY.decode()
    if CANARY.hex().encode() in raw.lower():
        yield "in hexadecimal", CANARY.decode()
    if CANARY.decode().encode("utf-16-le") in raw:
        yield "in UTF-16", CANARY.decode()
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + CANARY)[2 if shift else 0 : -4]
        if inner[2:] in raw:
            yield "in base64", CANARY.decode()


def _numbers(seen: Evidence) -> Iterator[tuple[str, bytes]]:
    for name, raw in seen.student.items():
        for number in HIDDEN_NUMBERS:
            if re.search(rb"(?<![0-9])" + number + rb"(?![0-9])", raw.replace(b",", b"")):
                yield name, number


class _Page(HTMLParser):
    """The elements and attributes of a page that a browser would act on."""

    ELEMENTS = frozenset("script iframe object embed base form input svg math img link audio video".split())

    def __init__(self, text: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.ELEMENTS:
            self.active.append(f"<{tag}>")
        self.active += [
            f"{tag} {name}" for name, _ in attributes if name.startswith("on") or name in ("src", "href")
        ]


def _active(seen: Evidence) -> Iterator[tuple[str, str]]:
    if (page := seen.student.get("feedback.html")) is not None:
        for part in _Page(page.decode("utf-8", "replace")).active:
            yield "feedback.html", part


def _terminal(raw: bytes) -> Iterator[str]:
    if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]", raw):
        yield "a control character reached the terminal"
    if re.search(rb"(?m)^\s*::|##\[", raw):
        yield "a workflow command reached the log"
