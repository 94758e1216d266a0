"""Hidden tests against submission after submission: outcomes become Reports.

Scores come from test outcomes alone. A test that does not pass counts against a student only if
the reference passes it on the same inputs; otherwise the test is broken, which is our fault: that
submission is not graded.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest

from autograder import judging, places, plugin, seeds
from autograder.assignment import Assignment, TimeLimits
from autograder.attempt import Attempt
from autograder.diagnosis import Misconceptions
from autograder.errors import CourseError, NotRun, OurError
from autograder.intake import Unreadable
from autograder.lineup import line_up
from autograder.memory import return_large_blocks
from autograder.model import ExerciseReport, Outcome, Report, Size, Status, TestReport, Tier
from autograder.places import CPU
from autograder.recording import Conversation, Recorder
from autograder.sandbox.gpus import Slot
from autograder.sandbox.host import Sandbox
from autograder.student import LocalStudent, SandboxedStudent
from autograder.submission import Submission
from autograder.suite import Suite, silent_stderr, with_suite
from autograder.verdict import PASSED, WAITS, Verdict, describe, not_here, verdict
from autograder.verdict import report as report_of

Cases = list[pytest.Item]  # of one test


@dataclass(frozen=True)
class Focus:
    """What of an assignment a submission is held against, and for how long: by default all of it.

    `measured` are the values of outcome tests (`exercise::test`) that need no training: two rounds of them.
    `worthless` says that whatever is lost says nothing about the tests: the reference is not asked.
    """

    exercises: frozenset[str] | None = None
    limits: TimeLimits | None = None
    measured: Mapping[str, Sequence[float]] = field(default_factory=dict)
    worthless: bool = False


ALL = Focus()


def grade(
    assignment: Assignment,
    submissions: Iterable[Submission | Unreadable],
    *,
    sandbox: Sandbox,
    secret: bytes,
    on_report: Callable[[Report], None],
    focus: Callable[[Submission], Focus] = lambda _: ALL,
    hints: Tier = 2,
    size: Size = "cpu",
    slot: Slot = CPU,
) -> None:
    """Grade submissions, one after the other, handing each report over as soon as it is done.

    Args:
        assignment: what they are submissions of.
        submissions: taken one at a time.
        sandbox: where their code runs.
        secret: the course's, from which each submission's inputs follow.
        on_report: gets the reports.
        focus: says how much of a submission is looked at.
        hints: the tier of hints that students will see.
        size: whether the large tests are run as well.
        slot: where Keras computes; what needs a GPU takes the first one where this is none.

    Raises:
        CourseError: the hidden tests cannot be collected, or their points do not add up.
        OurError: the sandbox cannot be built at all.
    """

    def work(suite: Suite) -> None:
        with closing(Misconceptions(assignment, sandbox)) as known:
            for submission in submissions:
                if isinstance(submission, Unreadable):
                    on_report(unreadable(assignment, submission))
                    continue
                with silent_stderr():
                    sitting = _Sitting(suite, submission, focus(submission), sandbox, secret, known, slot)
                    report = msgspec.structs.replace(sitting.report(), hints=hints)
                on_report(report)

    return_large_blocks()
    with_suite(assignment, work, size=size)


def worth(assignment: Assignment) -> dict[str, float]:
    """Return what the hidden tests of each exercise are worth, having loaded them all.

    Raises:
        CourseError: they cannot be loaded, or do not add up to what assignment.toml announces.
    """
    found: dict[str, float] = {}
    with_suite(assignment, lambda suite: found.update(suite.worth))
    return found


def about(assignment: Assignment, student: str) -> dict[str, Any]:
    """Return what a report says whatever becomes of the submission."""
    config = assignment.config
    return {
        "assignment": assignment.slug,
        "version": config.version,
        "student": student,
        "max_score": config.points,
    }


def unreadable(assignment: Assignment, file: Unreadable) -> Report:
    """Return the report of a submission that could not be read."""
    known = about(assignment, file.student)
    return Report(**known, outcome=Status.not_graded, reason=file.reason, our_fault=file.our_fault)


class _Sitting:
    """One submission before the tests."""

    def __init__(
        self,
        suite: Suite,
        submission: Submission,
        focus: Focus,
        sandbox: Sandbox,
        secret: bytes,
        misconceptions: Misconceptions,
        slot: Slot,
    ) -> None:
        self._suite, self._submission, self._focus = suite, submission, focus
        self._misconceptions, self._slot = misconceptions, slot
        self._devices: dict[str, None] = {}  # of the exercise at hand, in the order of its tests
        self._toolbox = ""  # of the test at hand
        self._conversation = Conversation("", 0)  # of the test that runs
        suite.on_measured, suite.measured = self._end_conversation, focus.measured
        assignment = suite.assignment
        self._seed = seeds.submission_seed(
            secret, slug=assignment.slug, version=assignment.config.version, digest=submission.digest
        )
        self._lineup = line_up(assignment.cells, submission.cells)
        usual = assignment.config.limits if suite.size == "cpu" else assignment.config.large
        self._attempt = Attempt(sandbox, self._lineup, focus.limits or usual)

    def report(self) -> Report:
        """Run the tests; say what became of them, or why there is nothing to say."""
        known = about(self._suite.assignment, self._submission.student)
        known |= {"digest": self._submission.digest, "seed": self._seed}
        chosen = self._focus.exercises
        try:
            exercises = [
                self._exercise(name, tests)
                for name, tests in self._suite.tests.items()
                if chosen is None or name in chosen
            ]
            known["max_score"] = self._within_reach(exercises)
        except (OurError, CourseError) as error:
            return Report(**known, outcome=Status.not_graded, reason=str(error), our_fault=True)
        finally:
            self._attempt.close()
        return Report(
            **known,
            outcome=Status.graded,
            score=sum(exercise.score for exercise in exercises),
            exercises=exercises,
            notes=[*self._lineup.notes, *self._cell_notes()],
            wall=self._attempt.wall,
            stdout=self._attempt.logs["stdout"].text(),
            stderr=self._attempt.logs["stderr"].text(),
        )

    def _cell_notes(self) -> Iterator[str]:
        for number, fault in self._attempt.cell_faults.items():
            cell = self._lineup.cells[number - 1]
            yield f"{cell.id or f'cell {cell.number}'}: {describe(fault, self._attempt)}"

    def _within_reach(self, exercises: list[ExerciseReport]) -> float:
        """Return the points that could be earned here: those of what was not run are out of the reckoning.

        Raises:
            OurError: none could.
        """
        points = self._suite.assignment.config.points
        not_run = sum(one.points_not_run for one in exercises)
        if not_run and not_run >= points:
            why = next(test.message for one in exercises for test in one.tests if test.skipped)
            raise OurError(f"of what is worth points, nothing could be run here. {why}")
        return points - not_run

    def _exercise(self, name: str, tests: Mapping[str, Cases]) -> ExerciseReport:
        """Run the tests of mechanism, and those of outcome if there is a sound mechanism to train."""
        before = self._attempt.used_seconds
        self._devices.clear()
        trains = {test for test, cases in tests.items() if plugin.threshold(cases[0]) is not None}
        reports: list[TestReport] = []
        lost: dict[str, Conversation] = {}
        for test, cases in sorted(tests.items(), key=lambda one: one[0] in trains):
            if test in trains and lost.keys() - trains:
                reports.append(report_of(cases[0], WAITS))
                continue
            reports.append(self._test(cases))
            if reports[-1].outcome not in (Outcome.passed, Outcome.not_run):
                lost[test] = self._conversation
        return ExerciseReport(
            name=name,
            score=sum(report.score for report in reports),
            max_score=sum(report.max_score for report in reports),
            tests=reports,
            diagnosis=self._misconceptions.behind(name, lost),
            seconds=round(self._attempt.used_seconds - before, 6),
            device=", ".join(self._devices),
            points_not_run=sum((plugin.points(tests[one.name][0]) for one in reports if one.skipped), 0.0),
        )

    def _test(self, cases: Cases) -> TestReport:
        """Run a test where it belongs.

        Raises:
            OurError: it could not be run, and has to run anywhere.
        """
        assignment = self._suite.assignment
        try:
            self._toolbox = places.toolbox_of(cases[0], assignment, self._slot)
            with judging.no_tighter_than(places.tolerance(self._toolbox)):
                report = self._run(cases)
            self._devices[places.device(self._toolbox)] = None
            return report
        except NotRun as error:
            if places.runs_anywhere(cases[0], assignment):
                raise OurError(f"{plugin.test_name(cases[0])} could not be run: {error}") from error
            return not_here(cases[0], error)

    def _run(self, cases: Cases) -> TestReport:
        """Run the cases of one test until one does not pass; that one is its outcome.

        Raises:
            NotRun: it needs what is not here.
        """
        result, detail, replay = PASSED, "", ""
        for item in cases:
            error = self._suite.ending(item, self._student, self._seed)
            judged = verdict(error, self._attempt)
            if judged is not None and judged.outcome is Outcome.passed:
                continue
            if isinstance(error, NotRun):
                raise error
            self._demand_sound(item)
            result = judged or Verdict(Outcome.failed, "The answer is of a kind this test cannot work with.")
            detail = f"{item.name}: {type(error).__name__}: {error}"
            replay = self._replay(item)
            break
        else:
            if trial := self._suite.trial:
                result = replace(PASSED, message=trial.words)
        return report_of(cases[0], result, detail, replay)

    def _student(self, item: pytest.Item) -> SandboxedStudent:
        """Return the student, whose next question finds chance in this test's own state."""
        seed = seeds.test_seed(self._seed, f"child {plugin.test_name(item)}") & 0xFFFFFFFF
        self._attempt.begin(self._toolbox, seed)
        self._conversation = Conversation(self._toolbox, seed)
        return SandboxedStudent(Recorder(self._attempt, self._conversation))

    def _end_conversation(self) -> None:
        self._conversation.ended = True

    def _demand_sound(self, item: pytest.Item) -> None:
        """Refuse to hold a test against a student that the reference does not pass either.

        Of an outcome test it is asked once in a run, however many students lose it: calibration has
        proved on twenty seeds that it passes, and what was measured then need not be trained again.
        """
        name = plugin.test_name(item)
        if self._focus.worthless or name in self._suite.proven or name in self._focus.measured:
            return
        broken = self._suite.ending(item, lambda _: LocalStudent(vars(self._suite.module)), self._seed)
        if broken is not None:
            raise CourseError(
                f"the hidden test {item.name} fails on the reference too: {type(broken).__name__}: {broken}"
            )
        if plugin.threshold(item) is not None:
            self._suite.proven.add(name)

    def _replay(self, item: pytest.Item) -> str:
        """Return the command that runs a test again on the same inputs."""
        submission = ["--submission", str(self._submission.path), "--seed", self._seed]
        return shlex.join(["pytest", f"{item.path}::{item.name}", *submission])
