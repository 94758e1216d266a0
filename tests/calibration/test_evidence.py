"""The audit believes a threshold that rests on enough values, measured with today's code, and no other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder import assignment as assignments
from autograder.audit import folders
from autograder.calibration import evidence
from autograder.errors import CourseError
from tests.calibration.course import HIDDEN, SLUG, training_course
from tests.cli.support import spoil
from tests.support import audit_here

SOLUTIONS = f"solutions/{SLUG}"
FILE = f"{SOLUTIONS}/calibration.json"
CONFIG = f"assignments/{SLUG}/assignment.toml"
MEASURED = "measured by test_new_points_are_told_apart"
TEST = "hidden/test_train_readout.py::test_new_points_are_told_apart"
AGAIN = f": run autograder calibrate {SLUG}"
Change = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return training_course(tmp_path_factory.mktemp("whole") / "root")


@pytest.fixture
def root(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "root"))


def sentences(root: Path) -> list[str]:
    return [one.sentence for one in folders.thresholds(assignments.load(root, SLUG), root)]


def put(file: str, old: str, new: str) -> Change:
    return lambda root: spoil(root / file, old, new)


def answers(change: Callable[[evidence.Measured], object], file: str = "reference.py") -> Change:
    """Change what is written of one answer."""

    def changed(root: Path) -> None:
        found = evidence.read(root / FILE)
        change(next(one for one in found.tests[0].answers if one.file == file))
        evidence.write(found, root / FILE)

    return changed


def forget_an_answer(root: Path) -> None:
    found = evidence.read(root / FILE)
    del found.tests[0].answers[0]
    evidence.write(found, root / FILE)


def reach(value: float | None) -> Callable[[evidence.Measured], object]:
    return lambda measured: measured.values.update({3: value})


FULL = "the worst right answer is right/train_readout/goes_through_all_at_once.py (mean 0.9426, sd 0.0095)"
ONCE = "wrong/train_readout/draws_once.py (mean 0.5504, sd 0.13)"
REFUSED: dict[str, tuple[Change, str]] = {
    "no evidence": (
        lambda root: (root / FILE).unlink(),
        f"{TEST} has no evidence for its threshold{AGAIN}",
    ),
    "evidence of another test": (
        put(HIDDEN, "test_new_points_are_told_apart", "test_fresh_points_are_told_apart"),
        f"{TEST.replace('new', 'fresh')} has no evidence for its threshold{AGAIN}",
    ),
    "test changed": (
        put(HIDDEN, "clouds(rng, [40, 200])", "clouds(rng, [40, 300])"),
        f"{TEST} was changed since it was measured{AGAIN}",
    ),
    "data changed": (
        put(HIDDEN, "3.0 * turned", "3.5 * turned"),
        f"{TEST} was changed since it was measured{AGAIN}",
    ),
    "toolbox changed": (
        put(CONFIG, '"train_readout"\ntoolbox = "numpy"', '"train_readout"\ntoolbox = "keras"'),
        f"{TEST} was changed since it was measured{AGAIN}",
    ),
    "answer added": (
        lambda root: shutil.copy(
            root / SOLUTIONS / "right/train_readout/draws_one_at_a_time.py",
            root / SOLUTIONS / "right/train_readout/is_new.py",
        ),
        f"right/train_readout/is_new.py was not {MEASURED}{AGAIN}",
    ),
    "answer not measured": (
        forget_an_answer,
        f"reference.py was not {MEASURED}{AGAIN}",
    ),
    "answer changed": (
        put(f"{SOLUTIONS}/right/train_readout/goes_through_all_at_once.py", "range(60)", "range(61)"),
        "right/train_readout/goes_through_all_at_once.py was changed since it was "
        f"{MEASURED}{AGAIN}",
    ),
    "helper changed": (
        put(f"{SOLUTIONS}/reference.py", "scores.max(axis=1, keepdims=True)", "scores.max()"),
        f"reference.py was changed since it was {MEASURED}{AGAIN}",
    ),
    "too few seeds": (
        answers(lambda measured: measured.values.popitem()),
        f"reference.py was {MEASURED} on 19 seeds, expected 20 at least{AGAIN}",
    ),
    "right answer without a value": (
        answers(reach(None)),
        f"reference.py reaches no finite value on seed 3, {MEASURED}",
    ),
    "threshold too high": (
        put(HIDDEN, "full=0.90", "full=0.92"),
        f"{TEST} asks for 0.92, expected at most 0.9: {FULL}",
    ),
    "threshold too low": (
        put(HIDDEN, "full=0.90, half=0.72", "full=0.75, half=0.72"),
        f"{TEST} asks for 0.75, which {ONCE} can reach, expected 0.9",
    ),
    "half too high": (
        put(HIDDEN, "half=0.72", "half=0.8"),
        f"{TEST} gives half of the points at 0.8, expected at most 0.72: "
        f"halfway from {ONCE} to full ones at 0.9",
    ),
    "half too low": (
        put(HIDDEN, "half=0.72", "half=0.5"),
        f"{TEST} gives half of the points at 0.5, which {ONCE} reaches",
    ),
    "restless right answer": (
        answers(reach(0.7)),
        f"{TEST} cannot tell reference.py (mean 0.9354, sd 0.056) from {ONCE}: "
        "drop this outcome test, or compare in pairs",
    ),
    "unreadable threshold": (
        put(HIDDEN, "full=0.90", "full=high()"),
        "hidden/test_train_readout.py::test_new_points_are_told_apart: expected numbers in its threshold",
    ),
    "other words in the file": (
        put(FILE, '"exercise"', '"task"'),
        "98_training/calibration.json: Object contains unknown field `task` - at `$.tests[0]`",
    ),
}  # fmt: skip
HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "milder threshold": put(HIDDEN, "full=0.90, half=0.72", "full=0.88, half=0.70"),
    "no half": put(HIDDEN, ", half=0.72", ""),
    "another test": put(HIDDEN, "points(1)", "points(1.0)"),
    "another exercise": put(f"{SOLUTIONS}/wrong/gradient_step/climbs.py", "rate * error", "2 * rate * error"),
    "wrong answer caught by mechanism": put(f"{SOLUTIONS}/wrong/train_readout/climbs.py", "-0.1", "-0.2"),
    "wrong answer without a value": answers(reach(None), "wrong/train_readout/keeps_the_order.py"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(root, what):
    change, sentence = REFUSED[what]
    change(root)

    try:
        found = sentences(root)
    except CourseError as error:  # which the audit turns into a finding of its own
        found = [str(error)]

    assert sentence in found


@pytest.mark.parametrize("what", HARMLESS)
def test_harmless(root, what):
    HARMLESS[what](root)

    assert sentences(root) == []


def test_whole_audit_holds(whole, sandbox):
    done = audit_here(whole, SLUG, sandbox)

    assert [one.sentence for one in done.findings] == []
    caught = {row.name: row.lost_in("train_readout") for row in done.matrix.rows if row.side == "wrong"}
    assert caught["keeps_the_order"] == caught["draws_once"] == {"test_new_points_are_told_apart"}
    assert "test_new_points_are_told_apart" not in caught["climbs"]


def test_audit_asks_for_evidence(root, sandbox):
    (root / FILE).unlink()

    done = audit_here(root, SLUG, sandbox)

    assert [(one.kind, one.where) for one in done.findings] == [("calibration", TEST)]


def test_evidence_is_written_as_it_is_read(root):
    before = (root / FILE).read_bytes()

    evidence.write(evidence.read(root / FILE), root / FILE)

    assert (root / FILE).read_bytes() == before
    assert list((root / SOLUTIONS).glob(".*")) == []


def test_failed_writing_keeps_what_was_there(root, monkeypatch):
    before = (root / FILE).read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        evidence.write(evidence.Evidence(), root / FILE)

    assert (root / FILE).read_bytes() == before
    assert list((root / SOLUTIONS).glob(".*")) == []


def test_evidence_says_where_and_when(root):
    (one,) = msgspec.json.decode((root / FILE).read_bytes())["tests"]

    assert (one["toolbox"], one["device"].split(",")[0], list(one["versions"])) == (
        "numpy",
        "CPU",
        ["python", "numpy"],
    )
    assert all(len(answer["date"].split("-")) == 3 for answer in one["answers"])
