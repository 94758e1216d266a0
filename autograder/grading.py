"""Hidden tests, collected once, run against submission after submission; outcomes become Reports.

A grading run is one pytest session in this trusted process whose test loop takes submissions from
an iterator. Scores come from test outcomes alone. A test that does not pass counts against a
student only if the reference passes it on the same inputs; otherwise the test is broken, which is
our fault: that submission is not graded.
"""

from __future__ import annotations

import gc
import math
import os
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol

from autograder import plugin, seeds
from autograder.assignment import Assignment
from autograder.attempt import Attempt
from autograder.errors import CourseError, OurError, StudentFault
from autograder.intake import Unreadable
from autograder.lineup import line_up
from autograder.model import ExerciseReport, Outcome, Report, Status, TestReport
from autograder.sandbox.host import Sandbox
from autograder.student import LocalStudent, SandboxedStudent
from autograder.submission import Submission
from autograder.verdict import Verdict, describe, verdict

WORST_FIRST = (Outcome.died, Outcome.timed_out, Outcome.raised, Outcome.not_implemented, Outcome.failed)


def grade(
    assignment: Assignment,
    submissions: Iterable[Submission | Unreadable],
    *,
    sandbox: Sandbox,
    secret: bytes,
    on_report: Callable[[Report], None],
) -> None:
    """Grade submissions, one after the other, handing each report over as soon as it is done.

    Raises:
        CourseError: the hidden tests cannot be collected, or their points do not add up.
        OurError: the sandbox cannot be built at all.
    """
    _session(_Run(assignment, submissions, sandbox, secret, on_report))


def worth(assignment: Assignment) -> dict[str, float]:
    """Return what the hidden tests of each exercise are worth, having loaded them all.

    Raises:
        CourseError: they cannot be loaded, or do not add up to what assignment.toml announces.
    """
    run = _Run(assignment, (), Sandbox(), b"", lambda _: None)
    _session(run)
    return run.worth


def _session(run: _Run) -> None:
    """Run pytest in this process, as the grader."""
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # oracles compute on the CPU; a GPU is the children's
    hidden = run.hidden
    try:
        code = pytest.main([*plugin.IN_PROCESS, f"--rootdir={hidden}", str(hidden)], plugins=[run])
    finally:
        _forget_modules(hidden)
    if run.error is not None:
        raise run.error
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise OurError(f"pytest ended with {code} over the hidden tests in {hidden}")


def _forget_modules(folder: Path) -> None:
    """Let the next run import test files afresh: two courses may have files of the same name."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and Path(file).parent == folder:
            del sys.modules[name]


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Swallow what libraries write to descriptor 2 (TensorFlow cannot be told not to)."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


class _Run:
    """The pytest plugin object that is the grader."""

    def __init__(
        self,
        assignment: Assignment,
        submissions: Iterable[Submission | Unreadable],
        sandbox: Sandbox,
        secret: bytes,
        on_report: Callable[[Report], None],
    ) -> None:
        self.error: BaseException | None = None
        self._assignment, self._submissions, self._on_report = assignment, submissions, on_report
        self._sandbox, self._secret = sandbox, secret
        self.hidden = assignment.hidden()
        self.worth: dict[str, float] = {}
        self._reference = plugin.load_reference(self.hidden.parent)
        self._broken: list[str] = []
        self._seed = ""
        self._attempt: Attempt | None = None  # None: the reference is being tested
        self._ended_by: dict[str, tuple[str, BaseException | None]] = {}

    # What the plugin's fixtures ask (plugin.Context).

    def student(self, item: pytest.Item) -> Any:
        """Return whoever is being tested now."""
        if self._attempt is None:
            return LocalStudent(vars(self._reference))
        toolbox = self._assignment.exercise(plugin.exercise_of(item)).toolbox
        childs = seeds.test_seed(self._seed, f"child {plugin.test_name(item)}")
        self._attempt.begin(toolbox, childs & 0xFFFFFFFF)
        return SandboxedStudent(self._attempt)

    def seed(self, item: pytest.Item) -> int:
        """Return the seed of a test for the submission at hand."""
        return seeds.test_seed(self._seed, plugin.test_name(item))

    def reference(self, item: pytest.Item) -> ModuleType:
        """Return the reference solutions."""
        return self._reference

    # Hooks.

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Load the hidden tests in silence."""
        with _silent_stderr():
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Come before the plugin's own context for bare pytest."""
        config.stash[plugin.CONTEXT] = self

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            self._broken.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Remember the first exception of each run of a test; spare pytest the writing of its own report."""
        error = call.excinfo.value if call.excinfo is not None else None
        if error is not None:
            self._ended_by.setdefault(item.nodeid, (call.when, error))
        word: Literal["passed", "failed"] = "passed" if error is None else "failed"
        when: Any = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, word, None, when)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Grade all submissions over the collected tests."""
        gc.freeze()  # what is loaded by now stays: the collector need not walk through Keras again and again
        try:
            groups = self._grouped(session.items)
            for submission in self._submissions:
                with _silent_stderr():
                    report = self._grade(groups, submission)
                self._on_report(report)
        except BaseException as error:  # pytest would report it as its own; grade() raises it again
            self.error = error
        finally:
            gc.unfreeze()
        return True

    def _grouped(self, items: Sequence[pytest.Item]) -> dict[str, dict[str, list[pytest.Item]]]:
        """Sort tests by exercise and function (cases of one function are one test); check the points."""
        if self._broken:
            raise CourseError(
                f"{self._assignment.slug}: hidden tests cannot be loaded: {'; '.join(self._broken)}"
            )
        groups: dict[str, dict[str, list[pytest.Item]]] = {
            exercise.name: defaultdict(list) for exercise in self._assignment.config.exercises
        }
        for item in items:
            name = plugin.exercise_of(item)
            self._assignment.exercise(name)
            plugin.fact(item)
            groups[name][getattr(item, "originalname", item.name)].append(item)
        for exercise in self._assignment.config.exercises:
            total = sum(plugin.points(cases[0]) for cases in groups[exercise.name].values())
            self.worth[exercise.name] = total
            if not math.isclose(total, exercise.points):
                raise CourseError(
                    f"{self._assignment.slug}: the hidden tests of {exercise.name} are worth {total:g}, "
                    f"expected {exercise.points:g} as in assignment.toml"
                )
        return groups

    def _grade(
        self, groups: dict[str, dict[str, list[pytest.Item]]], submission: Submission | Unreadable
    ) -> Report:
        about: dict[str, Any] = {
            "assignment": self._assignment.slug,
            "version": self._assignment.config.version,
            "student": submission.student,
            "max_score": self._assignment.config.points,
        }
        if isinstance(submission, Unreadable):
            ours = submission.our_fault
            return Report(**about, outcome=Status.not_graded, reason=submission.reason, our_fault=ours)
        about["digest"] = submission.digest
        self._seed = about["seed"] = seeds.submission_seed(
            self._secret,
            slug=self._assignment.slug,
            version=self._assignment.config.version,
            digest=submission.digest,
        )
        lineup = line_up(self._assignment.cells, submission.cells)
        attempt = self._attempt = Attempt(self._sandbox, lineup, self._assignment.config.limits)
        try:
            exercises = [
                self._exercise(name, tests, attempt, submission.path) for name, tests in groups.items()
            ]
        except (OurError, CourseError) as error:
            return Report(**about, outcome=Status.not_graded, reason=str(error), our_fault=True)
        finally:
            attempt.close()
        cells = [
            f"{attempt.lineup.cells[number - 1].id or f'cell {attempt.lineup.cells[number - 1].number}'}: "
            f"{describe(fault, attempt)}"
            for number, fault in attempt.cell_faults.items()
        ]
        return Report(
            **about,
            outcome=Status.graded,
            score=sum(exercise.score for exercise in exercises),
            exercises=exercises,
            notes=[*lineup.notes, *cells],
            wall=attempt.wall,
            stdout=attempt.logs["stdout"].text(),
            stderr=attempt.logs["stderr"].text(),
        )

    def _exercise(
        self, name: str, tests: dict[str, list[pytest.Item]], attempt: Attempt, path: Path
    ) -> ExerciseReport:
        reports = [self._test(cases, attempt, path) for cases in tests.values()]
        return ExerciseReport(
            name=name,
            score=sum(report.score for report in reports),
            max_score=sum(report.max_score for report in reports),
            tests=reports,
        )

    def _test(self, cases: list[pytest.Item], attempt: Attempt, path: Path) -> TestReport:
        """Run the cases of one test until one does not pass; that one is its outcome."""
        worth = plugin.points(cases[0])
        result, detail, replay = Verdict(Outcome.passed), "", ""
        for item in cases:
            error = self._ending(item, attempt)
            judged = verdict(error, attempt)
            if judged is not None and judged.outcome is Outcome.passed:
                continue
            self._demand_sound(item, error)
            result = judged or Verdict(Outcome.failed, "The answer is of a kind this test cannot work with.")
            detail = f"{item.name}: {type(error).__name__}: {error}"
            replay = shlex.join(
                ["pytest", f"{item.path}::{item.name}", "--submission", str(path), "--seed", self._seed]
            )
            break
        return TestReport(
            name=getattr(cases[0], "originalname", cases[0].name),
            fact=plugin.fact(cases[0]),
            outcome=result.outcome,
            score=worth if result.outcome is Outcome.passed else 0.0,
            max_score=worth,
            message=result.message,
            detail=detail,
            replay=replay,
        )

    def _ending(self, item: pytest.Item, attempt: Attempt | None) -> BaseException | None:
        """Run a test against the attempt (or the reference); return the exception that ended it."""
        self._attempt = attempt
        self._ended_by.pop(item.nodeid, None)
        item._initrequest()  # type: ignore[attr-defined]  # as pytest-rerunfailures does: fresh fixtures
        runtestprotocol(item, log=False, nextitem=None)  # no fixture outlives its test
        when, error = self._ended_by.pop(item.nodeid, ("call", None))  # its frames hold whole answers
        if isinstance(error, OurError | CourseError | KeyboardInterrupt):
            raise error
        if when != "call" and error is not None and not isinstance(error, StudentFault):
            raise CourseError(f"the {when} of {item.name} failed: {type(error).__name__}: {error}")
        return error

    def _demand_sound(self, item: pytest.Item, error: BaseException | None) -> None:
        """Refuse to hold a test against a student that the reference does not pass either."""
        attempt = self._attempt
        broken = self._ending(item, None)
        self._attempt = attempt
        if broken is not None:
            raise CourseError(
                f"the hidden test {item.name} fails on the reference too: {type(broken).__name__}: {broken}"
            )
