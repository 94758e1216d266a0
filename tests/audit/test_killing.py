"""Mutants are held against the hidden tests, and what became of them is recorded until something changes."""

from __future__ import annotations

import json

import msgspec
import pytest

from autograder import assignment as assignments
from autograder import audit
from autograder.audit import killing, rendering, survival
from autograder.audit.equivalents import FILE as EQUIVALENTS
from autograder.audit.killing import Killing, Named
from autograder.audit.making import SECRET
from autograder.audit.mutation import mutants
from autograder.errors import CourseError
from autograder.runners.jobs import here
from tests.audit.course import SOLUTIONS, delete_test, whole_course
from tests.cli.support import SLUG, spoil

LIVING = "drop_check"  # without the test of bools nobody notices that they are let in


@pytest.fixture
def root(tmp_path):
    return whole_course(tmp_path / "root")


def weaken(root):
    delete_test(root, "double", "test_bool_is_refused")
    (root / SOLUTIONS / "wrong/double/doubles_bools.py").unlink()


def kill(root, sandbox, exercises=("double", "halve")):
    chosen = assignments.load(root, SLUG)
    grade = here(chosen, sandbox=sandbox, secret=SECRET)
    return chosen, killing.kill(chosen, exercises, grade=grade, show=lambda *_: None)


def sentences(root, recorded=None):
    chosen = assignments.load(root, SLUG)
    found = list(killing.read(chosen).values()) if recorded is None else recorded
    return [finding.sentence for finding in survival.judge(chosen, found)]


def test_every_mutant_has_its_fate(root, sandbox):
    chosen, found = kill(root, sandbox)

    for one in found:
        assert one.total + len(one.equivalent) == sum(m.exercise == one.exercise for m in mutants(chosen))
        assert one.survived == []


def test_survivor_is_shown_as_a_diff(root, sandbox):
    weaken(root)

    _, (double,) = kill(root, sandbox, ["double"])

    (diff,) = [one for one in double.survived if LIVING in one]
    assert "-    if isinstance(n, bool):" in diff
    report = audit.Audit(assignment=SLUG, findings=[], matrix=None, mutants=[double])
    assert diff in rendering.survivors(report)


def entry(mutant, reason="said so"):
    said = {"function": mutant.function, "old": mutant.old, "new": mutant.new, "reason": reason}
    return "[[equivalent]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items())


def test_equivalent_with_a_reason_is_not_counted(root, sandbox):
    weaken(root)
    (living,) = [one for one in mutants(assignments.load(root, SLUG)) if LIVING in one.operator]
    (root / SOLUTIONS / EQUIVALENTS).write_text(entry(living), encoding="utf-8")

    _, (double,) = kill(root, sandbox, ["double"])

    assert len(double.equivalent) == 1
    assert not [one for one in double.survived if LIVING in one]


def test_reason_that_is_given_later_runs_nothing_again(root, sandbox):
    weaken(root)
    chosen, found = kill(root, sandbox, ["double"])
    killing.write(chosen, found)
    (living,) = [one for one in mutants(chosen) if LIVING in one.operator]
    (root / SOLUTIONS / EQUIVALENTS).write_text(entry(living), encoding="utf-8")

    again = assignments.load(root, SLUG)
    (double,) = killing.read(again).values()

    assert double.key == killing.keys(again)["double"]
    assert double.equivalent == [living.diff]


def test_equivalent_that_is_killed_is_a_finding(root, sandbox):
    (living,) = [one for one in mutants(assignments.load(root, SLUG)) if LIVING in one.operator]
    (root / SOLUTIONS / EQUIVALENTS).write_text(entry(living), encoding="utf-8")

    _, found = kill(root, sandbox, ["double"])

    assert [
        one for one in sentences(root, found) if "the tests kill a mutant of double that stands there" in one
    ]


def test_what_is_taken_for_a_mistake_is_taken_so_on_other_inputs(root, sandbox):
    _, found = kill(root, sandbox)

    named = [one for killing_ in found for one in killing_.named]
    assert named
    assert all(one.name == one.again for one in named)


def audited(root, sandbox, asked, **more):
    """An audit that counts the mutants it asks for: known answers are graded in the assignment's own time."""

    def grade(of):
        inner = here(of, sandbox=sandbox, secret=SECRET)

        def counting(jobs, on_report):
            asked.append([name for job in jobs if job.limits for name in job.exercises or ()])
            inner(jobs, on_report)

        return counting

    return audit.one(root, SLUG, grade=grade, **more)


def test_only_what_changed_is_run_again(root, sandbox):
    first, second, third = [], [], []
    assert audited(root, sandbox, first, mutants="changed").findings == []
    audited(root, sandbox, second, mutants="changed")
    spoil(root / SOLUTIONS / "hidden/test_halve.py", "size=(3, 5)", "size=(3, 6)")
    stale = audited(root, sandbox, [])
    audited(root, sandbox, third, mutants="changed")

    asked = [{name for batch in batches for name in batch} for batches in (first, second, third)]
    assert asked == [{"double", "halve"}, set(), {"halve"}]
    assert [one.sentence for one in stale.findings] == [
        "mutants.json: the mutants of halve were run on other files than today's: "
        "run autograder audit --mutants changed"
    ]


def test_record_comes_back_as_it_was(root, sandbox):
    chosen, found = kill(root, sandbox)

    killing.write(chosen, found[::-1])

    assert list(killing.read(chosen).values()) == found


def test_record_that_is_none_is_named(root):
    (root / SOLUTIONS / killing.FILE).write_text('{"schema": 1}', encoding="utf-8")

    with pytest.raises(CourseError, match=r"99_mini/mutants\.json: "):
        killing.read(assignments.load(root, SLUG))


def made(root, **changes):
    chosen = assignments.load(root, SLUG)
    known = {
        "killed": 19,
        "timed_out": 0,
        "survived": ["@@ x @@\n+y"],
        "named": [],
    }
    return Killing(exercise="double", key=killing.keys(chosen)["double"], **(known | changes))


def test_ninety_five_of_a_hundred_are_enough(root):
    assert sentences(root, [made(root)]) == []


def test_fewer_are_a_finding(root):
    (said,) = sentences(root, [made(root, killed=18)])

    assert said.startswith(
        "mutants.json: expected 95% of the mutants killed, received 94.7%: write tests for"
    )


def test_mutant_that_never_ends_counts_as_killed(root):
    assert sentences(root, [made(root, killed=0, timed_out=19)]) == []


def test_name_that_depends_on_the_inputs_is_a_finding(root):
    named = Named(diff="@@ double, line 7: op @@\n-a\n+b", name="forgets_the_sign", again="")

    (said,) = sentences(root, [made(root, named=[named])])

    assert said == (
        "mutants.json: a mutant of double is taken for forgets_the_sign on some inputs, nothing on others: "
        "@@ double, line 7: op @@ +b"
    )


def test_entry_that_describes_no_mutant_is_a_finding(root):
    gone = '[[equivalent]]\nfunction = "double"\nold = "a"\nnew = "b"\nreason = "c"\n'
    one = made(root)
    (root / SOLUTIONS / EQUIVALENTS).write_text(gone, encoding="utf-8")

    assert sentences(root, [one]) == ["equivalent.toml describes no mutant: double: 'a' to 'b'"]


def test_name_that_no_exercise_reaches_is_a_finding(root):
    with (root / SOLUTIONS / "reference.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef forgotten():\n    return 1\n")

    assert sentences(root, []) == ["reference.py: no exercise makes use of forgotten"]


def test_diagnosis_is_measured_in_a_line(root, sandbox):
    whole = audited(root, sandbox, [])
    named = [Named(diff="d", name="a", again="a"), Named(diff="d", name="a", again="")]
    told = rendering.naming(msgspec.structs.replace(whole, mutants=[made(root, named=named)]))

    assert told == (
        "Diagnosis: 5 of 5 wrong answers by their own name, 0 of 3 right ones by any. "
        "2 mutants were taken for a known mistake, 1 of them for the same on other inputs: "
        "precision 0.50, recall 1.00."
    )
