"""What an audit has seen is recorded, and believed of what has not changed since, but for a part of it."""

import msgspec
import pytest

from autograder import audit, reuse
from autograder.audit import rendering
from autograder.audit.making import SECRET
from autograder.runners.jobs import here
from tests.audit.course import SOLUTIONS, whole_course
from tests.cli.support import SLUG, spoil

TESTS = f"{SOLUTIONS}/hidden/test_double.py"
SAME = "same"  # names of engines: this one asks nothing again that another has seen
TURN_OF_DOUBLE = "second"  # and this one asks double


@pytest.fixture
def root(tmp_path):
    return whole_course(tmp_path / "root")


@pytest.fixture
def audited(root, sandbox, monkeypatch):
    """Audit with an engine of that name; return it, and what was asked."""

    def run(answers="changed", engine=SAME):
        monkeypatch.setattr(reuse, "engine", lambda: engine)
        asked = []

        def grade(of):
            inner = here(of, sandbox=sandbox, secret=SECRET)

            def watched(jobs, on_report):
                jobs = list(jobs)
                asked.extend(job.student for job in jobs)
                inner(jobs, on_report)

            return watched

        done = audit.one(root, SLUG, grade=grade, answers=answers)
        return done, {file.split("/")[1] for one in asked for file in one.split(", ") if "/" in file}

    return run


def test_record_is_believed_and_gives_the_same_table(audited):
    first, asked = audited()
    assert asked == {"double", "halve"}

    again, asked = audited()

    assert asked == set()
    assert again.recorded == ["double", "halve"]
    assert (again.findings, again.matrix) == (first.findings, first.matrix) == ([], again.matrix)
    assert "on record, and unchanged since: double, halve" in rendering.verdict(again)


def test_record_is_not_believed_where_all_is_asked(audited):
    audited()

    _, asked = audited(answers="all")

    assert asked == {"double", "halve"}


def test_engine_that_saw_an_exercise_is_not_asked_about_it_again(root, audited):
    """By its turn an exercise is asked once for each engine, and what is not asked stays as it was seen."""
    audited()

    _, first = audited(engine=TURN_OF_DOUBLE)
    _, again = audited(engine=TURN_OF_DOUBLE)

    assert (first, again) == ({"double"}, set())
    seen = msgspec.json.decode((root / SOLUTIONS / "audit.json").read_bytes(), type=audit.record.Record)
    assert {proof.exercise: proof.engine for proof in seen.exercises} == {
        "double": TURN_OF_DOUBLE,
        "halve": SAME,
    }


@pytest.mark.parametrize(
    ("file", "asked"),
    [
        (TESTS, {"double"}),
        (f"{SOLUTIONS}/right/double/adds.py", {"double"}),
        (f"{SOLUTIONS}/wrong/halve/divides_whole.py", {"halve"}),
        (f"{SOLUTIONS}/reference.py", {"double", "halve"}),
    ],
)
def test_what_changed_is_asked_again(root, audited, file, asked):
    audited()
    with (root / file).open("a", encoding="utf-8") as text:
        text.write("\n# another\n")

    done, found = audited()

    assert found == asked
    assert done.findings == []


def test_audit_that_finds_something_records_nothing(root, audited):
    spoil(root / f"{SOLUTIONS}/wrong/double/doubles_bools.py", "2 * n", "3 * n")

    audited()

    assert not (root / SOLUTIONS / "audit.json").exists()


def test_damaged_record_is_a_finding(root, audited):
    (root / SOLUTIONS / "audit.json").write_text('{"schema": 2}', encoding="utf-8")

    (finding,) = audited()[0].findings

    assert finding.sentence.startswith(f"{SLUG}/audit.json: ")


def test_every_exercise_has_its_turn(monkeypatch):
    """With engine after engine, an exercise that another engine saw is asked again one time in four."""
    proof = audit.record.Proof(exercise="double", key="", engine="another", answers=[])
    turns = []
    for number in range(400):
        monkeypatch.setattr(reuse, "engine", lambda number=number: str(number))
        turns.append(audit.record._its_turn(SLUG, proof))

    assert 60 <= sum(turns) <= 140
