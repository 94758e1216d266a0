"""The pytest plugin: fixtures `student`, `reference`, `rng`, `outcome`; markers `exercise`, `points`,
`threshold`, `explains`.

The grader puts a Context of its own in place; under bare pytest an author debugs hidden tests
against a chosen submission, in the real sandbox, and a student runs the public tests against the
notebook beside them, in this interpreter:

    pytest solutions/01_shapes_and_parameters/hidden --submission my.ipynb [--seed HEX]
    pytest                                   # in a release folder
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import pytest

from autograder import assignment as assignments
from autograder import local, seeds, thresholds
from autograder.assignment import Assignment
from autograder.errors import CourseError, NotRun
from autograder.student import LocalStudent, SandboxedStudent
from autograder.thresholds import Measure, Shortfall, Threshold, Trial

# How pytest is run inside our own process: silent, without foreign plugins and configuration, and
# without those of its own that cost time on every test (logging, warnings) or collect garbage five
# times over at the end (half a second with keras).
IN_PROCESS = (
    *("-p", "autograder.plugin", "-p", "no:cacheprovider", "-p", "no:terminal", "--capture=no"),
    *("-p", "no:logging", "-p", "no:warnings", "-p", "no:faulthandler"),
    *("-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("--disable-plugin-autoload", "-c", os.devnull, "--import-mode=importlib"),
)


class Context(Protocol):
    """Who is being tested, with what chance, against which reference."""

    def student(self, item: pytest.Item) -> Any:
        """Return the student, ready for this test."""

    def seed(self, item: pytest.Item) -> int:
        """Return the seed of this test."""

    def reference(self, item: pytest.Item) -> ModuleType:
        """Return the reference solutions."""

    def outcome(self, item: pytest.Item, measure: Measure) -> None:
        """Judge what training comes to, or only take it down."""


CONTEXT: pytest.StashKey[Context] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options of bare pytest."""
    group = parser.getgroup("autograder")
    group.addoption("--submission", metavar="PATH", help="the notebook or script to test")
    group.addoption("--seed", metavar="HEX", default="0", help="a submission's seed, from its report")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, and serve bare pytest where no grader has come first."""
    config.addinivalue_line("markers", "exercise(name): the exercise this test belongs to")
    config.addinivalue_line("markers", "points(n): what this hidden test is worth")
    config.addinivalue_line("markers", "threshold(full, half, better): the mean that training must reach")
    config.addinivalue_line("markers", "large: run under --size gpu alone, and worth no points")
    config.addinivalue_line("markers", "explains(reason): why it stays, though other tests catch the same")
    if CONTEXT not in config.stash:
        config.stash[CONTEXT] = _Bare(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take down what bare pytest put up."""
    context = config.stash.get(CONTEXT, None)
    if isinstance(context, _Bare):
        context.close()


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Any:
    """The student's answers: `student.f(x)` asks, `student.raises(ValueError)` demands a refusal."""
    return request.config.stash[CONTEXT].student(request.node)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Chance of this test alone: secret, different for each submission, the same on every run."""
    return np.random.default_rng(request.config.stash[CONTEXT].seed(request.node))


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> ModuleType:
    """The reference solutions, in this trusted process."""
    return request.config.stash[CONTEXT].reference(request.node)


@pytest.fixture
def outcome(request: pytest.FixtureRequest) -> Callable[[Measure], None]:
    """Judge a trained result: `outcome(measure)`, where `measure(seed)` trains and returns the metric.

    The seed is for the student's code, which is told it: data that the code must not know come from `rng`.
    """
    return lambda measure: request.config.stash[CONTEXT].outcome(request.node, measure)


def exercise_of(item: pytest.Item) -> str:
    """Return the exercise a test belongs to.

    Raises:
        CourseError: the test bears no such mark.
    """
    mark = item.get_closest_marker("exercise")
    if mark is None or len(mark.args) != 1:
        raise CourseError(f'{item.nodeid} needs @pytest.mark.exercise("name")')
    return str(mark.args[0])


def points(item: pytest.Item) -> float:
    """Return what a test is worth.

    Raises:
        CourseError: it does not say, or says something that is no number.
    """
    mark = item.get_closest_marker("points")
    worth = mark.args[0] if mark is not None and len(mark.args) == 1 else None
    if isinstance(worth, bool) or not isinstance(worth, int | float) or worth < 0:
        raise CourseError(f"{item.nodeid} needs @pytest.mark.points(number), received {worth!r}")
    return float(worth)


def threshold(item: pytest.Item) -> Threshold | None:
    """Return what an outcome test asks for; None for any other test.

    Raises:
        CourseError: its mark is none, or stands where nothing is measured.
    """
    mark = item.get_closest_marker("threshold")
    measures = "outcome" in getattr(item, "fixturenames", ())
    if mark is None and not measures:
        return None
    if mark is None or mark.args or not measures:
        raise CourseError(f"{item.nodeid} needs both the fixture outcome and @pytest.mark.threshold(full=…)")
    if hasattr(item, "callspec"):
        raise CourseError(f"{item.nodeid}: an outcome test has one case: seeds are what it is repeated over")
    return Threshold.declared(mark.kwargs, item.nodeid)


def is_large(item: pytest.Item) -> bool:
    """Tell whether a test is one of the large size.

    Raises:
        CourseError: it is, and is worth points: those must be within reach on any machine.
    """
    large = item.get_closest_marker("large") is not None
    if large and points(item) != 0:
        raise CourseError(f"{item.nodeid} is large: it needs @pytest.mark.points(0)")
    return large


def trial(item: pytest.Item, measure: Measure, seed: int) -> Trial:
    """Measure an outcome with seeds that follow from the test's own (and tell nothing about it).

    Raises:
        CourseError: the test bears no threshold.
    """
    asked = threshold(item)
    if asked is None:
        raise CourseError(f"{item.nodeid} needs @pytest.mark.threshold(full=…)")
    drawn = [seeds.test_seed(f"{seed:x}", f"outcome {number}") for number in range(2 * thresholds.SEEDS)]
    return thresholds.attempt(measure, asked, [one & 0x7FFFFFFF for one in drawn])


def fact(item: pytest.Item) -> str:
    """Return the sentence a test states: the first paragraph of its docstring.

    Raises:
        CourseError: it states none.
    """
    text = (getattr(item, "function", item).__doc__ or "").strip().split("\n\n")[0]
    if not text:
        raise CourseError(f"{item.nodeid} needs a docstring: it is the fact shown to students")
    return " ".join(text.split())


def test_name(item: pytest.Item) -> str:
    """Return the name under which a test's seed is drawn: independent of folders."""
    return f"{exercise_of(item)}::{item.name}"


test_name.__test__ = False  # type: ignore[attr-defined]  # the field's word; not for pytest to collect


def load_reference(of: Assignment) -> ModuleType:
    """Import reference.py under a name of its own, below the provided cells, as any answer stands.

    Raises:
        CourseError: one of them cannot be run.
    """
    slug, path = of.slug, of.hidden().parent / "reference.py"
    spec = importlib.util.spec_from_file_location(f"reference_of_{slug}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CourseError(f"{slug}: there is no reference.py")
    module = importlib.util.module_from_spec(spec)
    try:
        for cell in of.cells:
            if cell.role == "provided":
                exec(compile(cell.source, f"<{cell.id}>", "exec"), vars(module))  # noqa: S102  # the author's own code
        spec.loader.exec_module(module)
    except Exception as error:  # whatever the author's files raise is the author's fault
        raise CourseError(f"{slug}/reference.py: {type(error).__name__}: {error}") from error
    return module


class _Bare:
    """The context of bare pytest: hidden tests in the sandbox, public tests in this interpreter."""

    def __init__(self, config: pytest.Config) -> None:
        option = config.getoption("--submission")
        self._chosen = Path(option).resolve() if option else None
        self._seed = config.getoption("--seed")
        self._stack = ExitStack()
        self._attempts: dict[Path, Any] = {}
        self._locals: dict[Path, LocalStudent] = {}
        self._references: dict[Path, ModuleType] = {}

    def close(self) -> None:
        self._stack.close()

    def seed(self, item: pytest.Item) -> int:
        return seeds.test_seed(self._seed, test_name(item))

    def reference(self, item: pytest.Item) -> ModuleType:
        folder = item.path.parent.parent
        if folder not in self._references:
            self._references[folder] = load_reference(_assignment(folder))
        return self._references[folder]

    def outcome(self, item: pytest.Item, measure: Measure) -> None:
        found = trial(item, measure, self.seed(item))
        if found.share < 1:
            raise Shortfall(found)

    def student(self, item: pytest.Item) -> Any:
        if item.path.parent.name == "hidden":
            return self._behind_the_wall(item)
        path = self._chosen or local.find(item.path.parent)
        if path not in self._locals:
            names, faults = local.namespace(path)
            for fault in faults:
                item.config.issue_config_time_warning(UserWarning(f"{path.name}: {fault}"), stacklevel=1)
            self._locals[path] = LocalStudent(names)
        return self._locals[path]

    def _behind_the_wall(self, item: pytest.Item) -> SandboxedStudent:
        from autograder.sandbox.toolbox import on_device

        folder = item.path.parent.parent
        found = _assignment(folder)
        if folder not in self._attempts:
            self._attempts[folder] = self._open(found, folder)
        attempt = self._attempts[folder]
        exercise = found.exercise(exercise_of(item))
        try:
            toolbox = on_device(exercise.toolbox) if exercise.device == "gpu" else exercise.toolbox
        except NotRun as error:
            pytest.skip(str(error))  # nobody's fault: what the test needs is not on this machine
        attempt.begin(toolbox, self.seed(item) & 0xFFFFFFFF)
        return SandboxedStudent(attempt)

    def _open(self, found: assignments.Assignment, folder: Path) -> Any:
        from autograder.attempt import Attempt  # Linux only; public tests must run elsewhere too
        from autograder.lineup import Lineup, line_up
        from autograder.sandbox.host import Sandbox
        from autograder.submission import Cell, read

        sandbox = self._stack.enter_context(Sandbox())
        if self._chosen is None:
            sources = [cell.source for cell in found.cells if cell.role == "provided"]
            sources.append((folder / "reference.py").read_text(encoding="utf-8"))
            lineup = Lineup(tuple(Cell(0, "code", None, source) for source in sources), ())
        else:
            lineup = line_up(found.cells, read(self._chosen, student="chosen").cells)
        attempt = Attempt(sandbox, lineup, found.config.limits)
        self._stack.callback(attempt.close)
        return attempt


def _assignment(folder: Path) -> Assignment:
    """Return the assignment of a folder in solutions/."""
    return assignments.load(folder.parent.parent, folder.name)
