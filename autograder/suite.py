"""The hidden tests of one assignment: collected once by pytest, then run against whoever asks.

with_suite(assignment, work) is a pytest session in this trusted process. Its test loop is `work`,
which runs a test with `ending` as often as it likes, for this student or that one.
"""

from __future__ import annotations

import gc
import math
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import importing, plugin, seeds
from autograder.assignment import Assignment
from autograder.errors import CourseError, NotRun, OurError, StudentFault
from autograder.model import Size
from autograder.thresholds import Measure, Shortfall, Trial

Student = Callable[[pytest.Item], Any]  # makes the `student` of a test
Record = Callable[[Measure], None]  # takes down what an outcome test measures


def with_suite(assignment: Assignment, work: Callable[[Suite], None], *, size: Size = "cpu") -> None:
    """Collect the hidden tests of an assignment, large ones if asked for, and hand them to `work`.

    Raises:
        CourseError: they cannot be collected, or their points do not add up.
        OurError: pytest itself failed.
    """
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")  # oracles compute on the CPU; a GPU is the children's
    hidden = assignment.hidden()
    suite = Suite(assignment, work, size)
    try:
        code = pytest.main([*plugin.IN_PROCESS, f"--rootdir={hidden}", str(hidden)], plugins=[suite])
    finally:
        _forget_modules(hidden)
    if suite.error is not None:
        raise suite.error
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise OurError(f"pytest ended with {code} over the hidden tests in {hidden}")


class Suite:
    """The tests by exercise and name (cases of one function are one test), and how to run one.

    To pytest it is the plugin object that is the grader; to our own plugin, its Context.
    """

    def __init__(self, assignment: Assignment, work: Callable[[Suite], None], size: Size = "cpu") -> None:
        self.assignment, self.size = assignment, size
        self.module = plugin.load_reference(assignment)
        self.tests: dict[str, dict[str, list[pytest.Item]]] = {}
        self.worth: dict[str, float] = {}
        self.error: BaseException | None = None
        self._work = work
        self._broken: list[str] = []
        self._seed = ""
        self.trial: Trial | None = None  # of the outcome test that ran last
        self.on_measured: Callable[[], None] = lambda: None  # after each seed of an outcome test
        self.measured: Mapping[str, Sequence[float]] = {}  # by an outcome test's name: no need to train
        self.proven: set[str] = set()  # outcome tests that the reference has passed in this run
        self._student: Student | None = None
        self._record: Record | None = None

    def ending(
        self, item: pytest.Item, student: Student, seed: str, record: Record | None = None
    ) -> BaseException | None:
        """Run a test; return the exception that ended it, None if it passed.

        Args:
            item: the test, or one of its cases.
            student: makes the student for it.
            seed: of the submission, from which the test's own follows.
            record: gets what an outcome test measures, which is then not judged.

        Raises:
            CourseError: its set-up failed.
        """
        self._student, self._seed, self._record, self.trial = student, seed, record, None
        when, error = _ending(item)
        if isinstance(error, OurError | CourseError | KeyboardInterrupt | pytest.exit.Exception):
            raise error
        if isinstance(error, NotRun):
            return error
        if when != "call" and error is not None and not isinstance(error, StudentFault):
            raise CourseError(f"the {when} of {item.name} failed: {type(error).__name__}: {error}")
        return error

    # What the plugin's fixtures ask (plugin.Context).

    def student(self, item: pytest.Item) -> Any:
        """Return whoever is being tested now."""
        if self._student is None:
            raise OurError("no test is running")
        return self._student(item)

    def seed(self, item: pytest.Item) -> int:
        """Return the seed of a test for the submission at hand."""
        return seeds.test_seed(self._seed, plugin.test_name(item))

    def reference(self, item: pytest.Item) -> ModuleType:
        """Return the reference solutions."""
        return self.module

    def outcome(self, item: pytest.Item, measure: Measure) -> None:
        """Judge what training comes to, or have it taken down."""
        if self._record is not None:
            return self._record(measure)

        def trained(seed: int) -> float:
            value = measure(seed)
            self.on_measured()
            return value

        known = self.measured.get(plugin.test_name(item), ())
        recorded = iter(known)
        self.trial = plugin.trial(item, (lambda _: next(recorded)) if known else trained, self.seed(item))
        if self.trial.share < 1:
            if known:
                trained(0)  # values tell how good it is; what it says, which mistake it is
            raise Shortfall(self.trial)

    # Hooks.

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Load the hidden tests in silence."""
        with silent_stderr():
            importing.load(importing.libraries(self.assignment))
            with importing.uncollected():
                return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Come before the plugin's own context for bare pytest."""
        config.stash[plugin.CONTEXT] = self

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            self._broken.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Let the work be done over the collected tests."""
        gc.freeze()  # what is loaded by now stays: the collector need not walk through Keras again and again
        try:
            self._sort(session.items)
            self._work(self)
        except BaseException as error:  # pytest would report it as its own; with_suite raises it again
            self.error = error
        finally:
            gc.unfreeze()
        return True

    def _sort(self, items: Sequence[pytest.Item]) -> None:
        """Sort tests by exercise and function; check the points."""
        slug = self.assignment.slug
        if self._broken:
            raise CourseError(f"{slug}: hidden tests cannot be loaded: {'; '.join(self._broken)}")
        self.tests = {exercise.name: defaultdict(list) for exercise in self.assignment.config.exercises}
        for item in items:
            if plugin.is_large(item) and self.size == "cpu":
                continue
            name = plugin.exercise_of(item)
            self.assignment.exercise(name)
            plugin.fact(item)
            self.tests[name][getattr(item, "originalname", item.name)].append(item)
        for exercise in self.assignment.config.exercises:
            self._demand_mechanism(exercise.name)
            total = sum(plugin.points(cases[0]) for cases in self.tests[exercise.name].values())
            self.worth[exercise.name] = total
            if not math.isclose(total, exercise.points):
                raise CourseError(
                    f"{slug}: the hidden tests of {exercise.name} are worth {total:g}, "
                    f"expected {exercise.points:g} as in assignment.toml"
                )

    def _demand_mechanism(self, exercise: str) -> None:
        """Refuse an exercise whose outcome is tested alone: luck and junk could earn half of it."""
        asked = [plugin.threshold(cases[0]) for cases in self.tests[exercise].values()]
        if asked and None not in asked:
            raise CourseError(
                f"{self.assignment.slug}: {exercise} needs tests of its mechanism beside its outcome"
            )


def _ending(item: Any) -> tuple[str, BaseException | None]:
    """Set a test up, call it and tear it down as pytest's runner does; return the first exception, and when.

    The runner itself would make three reports of it, by a dozen hooks each: a seventh of our own time.
    """
    state, when, found = item.session._setupstate, "setup", None
    item._initrequest()  # as pytest-rerunfailures does: fresh fixtures
    try:
        state.setup(item)
        when = "call"
        item.runtest()
    except BaseException as error:  # what pytest calls an outcome is one
        found = error
    try:
        state.teardown_exact(None)  # no fixture outlives its test
    except BaseException as error:
        when, found = (when, found) if found else ("teardown", error)
    item._request, item.funcargs = False, None
    return when, found


def _forget_modules(folder: Path) -> None:
    """Let the next run import test files afresh: two courses may have files of the same name."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and Path(file).parent == folder:
            del sys.modules[name]


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Swallow what libraries write to descriptor 2 (TensorFlow cannot be told not to)."""
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)
