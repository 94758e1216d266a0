"""What is fuzzed: one function a target. Each takes bytes, and raises only if an invariant breaks.

What they return says how it ended, so that a run can show that its inputs reached more than the
first check.
"""

from __future__ import annotations

import atexit
import functools
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from autograder import assignment, lineup, model, submission, wire
from autograder.assignment import TimeLimits
from autograder.attempt import Attempt
from autograder.checking import PublicResult
from autograder.errors import UnreadableError
from autograder.intake import student_name
from autograder.judging import Mismatch, assert_close, assert_equal
from autograder.model import MAX_TEXT, ExerciseReport, Outcome, Report, Status, TestReport
from autograder.reports import (
    canvas,
    coursera,
    github,
    gradescope,
    html,
    junit,
    lti,
    moodle,
    prairielearn,
    summary,
    text,
)
from autograder.student import Remote, SandboxedStudent
from autograder.submission import Cell
from autograder.text import MAX_ITEMS
from autograder.verdict import verdict
from tests.fuzz.puppet import Puppets
from tests.support import MINI, ROOT
from tests.unit import readers
from tests.unit.frames import same

PLAIN = (None, True, 3, 1.5, "ok", b"ok", [1, (2.0, "a")], (3, 3), {"a": 1, 2: ()})
NUMBERS = (1, 1.5, np.arange(3.0), np.float32(2), np.ones((2, 2), "int64"), np.array([True]), np.array([1j]))
LARGE = 1 << 17  # bytes; from here on a value may be too large to be sent on, written out in full
MAX_SENTENCE = 1000  # bytes


def pieces(data: bytes) -> list[bytes]:
    """Cut bytes as a pipe might: always in the same places for the same bytes."""
    rng = random.Random(data)
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.randrange(6)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def wire_frame(data: bytes) -> str:
    """A frame is a value that can be judged and sent on, or a WireError, however it arrives."""
    (end, value), (other_end, other) = _fed([data]), _fed(pieces(data))
    assert end == other_end
    if end != "value":
        return end
    assert same(other, value)
    judge(value)
    try:
        again = wire.encode(value)
    except wire.WireError:
        assert len(data) > LARGE
        return end
    back = _fed([again])
    assert same(back[1], value)
    assert wire.encode(back[1]) == again
    return end


def _fed(chunks: Iterable[bytes]) -> tuple[str, Any]:
    frame, complete = wire.Frame(), False
    try:
        for chunk in chunks:
            complete = frame.feed(chunk)
        return ("value", frame.value()) if complete else ("incomplete", None)
    except wire.WireError as error:
        cause = error.__cause__ or error
        return str(cause) if type(cause) in (ValueError, wire.WireError) else type(cause).__name__, None


def judge(value: Any) -> None:
    """Any value is equal to a wanted one, or a Mismatch that can be written down."""
    for demand, wants in ((assert_equal, PLAIN), (assert_close, NUMBERS)):
        for want in wants:
            try:
                demand(value, want)
            except Mismatch as mismatch:
                _sentence(mismatch.words)
                _sentence(str(mismatch))


def _sentence(text: str) -> None:
    assert text.strip()
    assert len(text.encode()) <= MAX_SENTENCE, len(text)


CASES = [(1,), (2.5, "a")]
LINEUP = lineup.Lineup((Cell(1, "code", "f", "def f(*args):\n    return args"),), ())
LOADED = wire.encode([1, "ok", []])
LONGEST = 3000  # characters of what a child says that end up in a report, for each test
PATIENT, SHORT = 60.0, 0.02  # seconds; the pipe closes, so that nobody waits, or stays open


def _called(student: SandboxedStudent) -> list[Any]:
    answer = student.f(1.5, x=[2])
    # No more answers come, so a question to a kept object earns what silence earns.
    return [answer.get("shape") if type(answer) is Remote else answer]


def _handed_back(student: SandboxedStudent) -> list[Any]:
    return [student.f(student.f(1.5))]


def _mapped(student: SandboxedStudent) -> list[Any]:
    return student.map("f", CASES)


def _refused(student: SandboxedStudent) -> list[Any]:
    student.refuses(ValueError, "f", CASES)
    return []


def _raised(student: SandboxedStudent) -> list[Any]:
    with student.raises(ValueError, match="no"):
        student.f()
    return []


QUESTIONS = (_called, _handed_back, _mapped, _refused, _raised)


def conversation(data: bytes) -> str:
    """Whatever a child replies, a test ends in a verdict, every child is ended, and time runs out.

    The first byte says which question is asked, and above 127 that the reply comes early, to the
    loading of the cells; the second whether the pipe stays open (1) or drips (2); the rest is the reply.
    """
    which, how, reply = (*data[:2], 0, 0)[0], data[1:2], data[2:]
    early, stays, drips = which > 127, how == b"\x01", how == b"\x02"
    cut = [reply[at : at + 1] for at in range(len(reply))] if drips else pieces(reply)
    puppets = Puppets(*([cut] if early else [[LOADED], cut]), stays=stays, drips=drips)
    seconds = SHORT if stays or drips else PATIENT
    limits = TimeLimits(cell_seconds=seconds, call_seconds=seconds, submission_seconds=2 * seconds)
    attempt = Attempt(puppets, LINEUP, limits)  # type: ignore[arg-type]  # it needs child() alone
    ask, answers, error = QUESTIONS[which % len(QUESTIONS)], [], None
    try:
        answers = ask(SandboxedStudent(attempt))
    except Exception as raised:  # judged right below: any kind is a finding
        error = raised
    finally:
        attempt.close()
        left = puppets.close()
    assert not left, f"children nobody ended after {error!r}"
    judged = verdict(error, attempt)
    assert judged is not None, repr(error)
    assert len(f"{judged.message}{error}") <= LONGEST
    assert (judged.outcome is Outcome.timed_out) <= (stays or drips)
    if error is None and ask in (_mapped, _refused):
        values, faults = _fed([reply])[1][2]
        places = {fault[0] for fault in faults}
        assert len(values) + len(places) == len(CASES), "as many answers as cases"
        assert len(places) == len(faults), "one at a place"
        assert places <= set(range(len(CASES))), "each at a place there is"
    judge(answers)
    for answer in answers:
        judge(answer)
    return f"{judged.outcome}{': early' if early else ''}"


@functools.cache
def _folder() -> Path:
    """Return a folder for the files that are read, gone when the interpreter ends."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@functools.cache
def courses() -> tuple[assignment.Assignment, ...]:
    """The real assignments, and the small one of the tests."""
    return (
        assignment.load(MINI, "99_mini"),
        *(assignment.load(ROOT, slug) for slug in assignment.slugs(ROOT)),
    )


def notebook(data: bytes) -> str:
    """A file named .ipynb is cells that can be lined up and sent to a child, or unreadable."""
    return _handed_in(data, ".ipynb")


def script(data: bytes) -> str:
    """A file named .py is cells that can be lined up and sent to a child, or unreadable."""
    return _handed_in(data, ".py")


def _handed_in(data: bytes, suffix: str) -> str:
    path = _folder() / f"answers{suffix}"
    path.write_bytes(data)
    try:
        read = submission.read(path, student="ada")
    except UnreadableError as error:
        _sentence(str(error))
        return str(error)
    assert [cell.number for cell in read.cells] == [*range(1, len(read.cells) + 1)]
    assert {cell.kind for cell in read.cells} <= {"code", "markdown", "raw"}
    for course in courses():
        _lined_up(course, read.cells)
    return "submission"


def _lined_up(course: assignment.Assignment, cells: tuple[submission.Cell, ...]) -> None:
    official = {cell.id: cell for cell in course.cells}
    lined = lineup.line_up(course.cells, cells)
    for number, cell in enumerate(lined.cells, start=1):
        assert cell.kind == "code"
        if (own := official.get(cell.id or "")) and own.role != "solution":
            assert (own.role, cell.source) == ("provided", own.source)
        wire.encode([number, number, "cell", number, cell.source])
    assert {cell.id for cell in official.values() if cell.role == "provided"} <= {
        cell.id for cell in lined.cells
    }
    for note in lined.notes:
        _sentence(note)


EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
WRITERS: dict[str, tuple[Callable[[Report], str], Callable[[str], readers.Read]]] = {
    "html": (html.page, readers.html),
    "html, one exercise": (lambda report: html.exercise(report.exercises[0]), readers.html),
    "html, public tests": (lambda report: html.check("double", [_public(report)]), readers.html),
    "text": (lambda report: "\n".join(map(text.lines, report.exercises)), readers.log),
    "text, facts": (lambda report: "\n".join(map(text.facts, report.exercises)), readers.log),
    "summary": (lambda report: _written(lambda path: summary.write([report], path)), readers.table),
    "junit": (lambda report: _written(lambda path: junit.write([report], path)), readers.xml),
    "github": (lambda report: "\n".join(github.problems([report])), readers.annotations),
    "github, summary": (lambda report: github.summary([report]), readers.markdown),
    "gradescope": (lambda report: model.as_json(gradescope.encode(report)), readers.tree),
    "prairielearn": (lambda report: model.as_json(prairielearn.encode(report)), readers.tree),
    "coursera": (lambda report: model.as_json(coursera.encode(report)), readers.tree),
    "lti": (lambda report: model.as_json(lti.encode(report, EPOCH)), readers.tree),
    "canvas": (lambda report: _written(lambda path: canvas.write([report], path, column="a")), readers.table),
    "moodle": (lambda report: _written(lambda path: moodle.write([report], path, column="a")), readers.table),
    "model": (lambda report: _written(lambda path: model.dump(report, path)), readers.tree),
}


def report(data: bytes) -> str:
    """Whatever a student's texts are, each format keeps the shape that plain words have, and reads back."""
    said = data.decode("utf-8", "surrogateescape").split("\x1f")
    said = (said * 9)[: max(9, min(len(said), 60))]
    graded = len(data) % 3 > 0
    made, plain = _report(said, graded), _report([one and "a plain sentence" for one in said], graded)
    for name, (write, read) in WRITERS.items():
        assert read(write(made))[0] == read(write(plain))[0], name
    _written(lambda path: model.dump(made, path))
    loaded = model.load(_folder() / "written")
    if all(len(one) < MAX_TEXT and one.isprintable() for one in said) and len(made.notes) < MAX_ITEMS:
        assert loaded == made
    return made.outcome


def _report(said: list[str], graded: bool) -> Report:
    """Return a report with a student's texts in every place that they reach."""
    student, reason, stdout, stderr, *others = said
    tests = [
        TestReport(
            name="test_a", fact="1 < 2 holds.", outcome=Outcome.raised, score=0.0, max_score=1.5,
            message=one, detail=one, replay=one,
        )
        for one in others[:3]
    ]  # fmt: skip
    return Report(
        assignment="07_tiny", version=1, student=student_name(student), max_score=4.5,
        outcome=Status.graded if graded else Status.not_graded, reason="" if graded else reason,
        score=0.0 if graded else None, stdout=stdout, stderr=stderr, notes=others[3:],
        exercises=[ExerciseReport(name="double", score=0.0, max_score=4.5, tests=tests)],
    )  # fmt: skip


def _public(report: Report) -> PublicResult:
    parts = [*report.notes, *[test.message for test in report.exercises[0].tests]][:4]
    return PublicResult("double", "1 < 2 holds.", False, *parts)


def _written(write: Callable[[Path], None]) -> str:
    """Return the text of the file that a writer makes."""
    path = _folder() / "written"
    path.unlink(missing_ok=True)
    write(path)
    return path.read_bytes().decode()


TARGETS: dict[str, Callable[[bytes], str]] = {
    "wire": wire_frame,
    "conversation": conversation,
    "notebook": notebook,
    "script": script,
    "report": report,
}
