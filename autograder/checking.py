"""The public tests, on the student's own machine: `check(conv_output_length)` in a notebook.

They are the tests of `test_public.py` beside the notebook, run by pytest in this interpreter.
Green means that the public tests pass, and the message says so: the grader runs more.
"""

from __future__ import annotations

import inspect
import linecache
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import plugin, seeds
from autograder.errors import CourseError, Missing
from autograder.judging import DidNotRaise, Mismatch
from autograder.reports import html
from autograder.student import LocalStudent
from autograder.text import visible
from autograder.thresholds import Measure

TESTS = "test_public.py"
VALIDATING = "NBGRADER_EXECUTION"  # nbgrader's word for "a failure must show as one"


@dataclass(frozen=True)
class PublicResult:
    """One public test: the fact it states, and if it fails what was called, expected, received, where."""

    exercise: str
    fact: str
    passed: bool
    call: str = ""
    expected: str = ""
    received: str = ""
    where: str = ""


class ChecksFailed(AssertionError):
    """Raised for failing public tests where a display would go unseen, as under `nbgrader validate`."""

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the message alone."""
        return [str(self)]


def check(*answers: Any, exercise: str = "") -> None:
    """Run the public tests of one exercise and show the result.

    Args:
        answers: your function or class, or all of those that the exercise asks for.
        exercise: its name; by default that of the first answer.

    Raises:
        TypeError: an answer is neither.
        FileNotFoundError: there is no test_public.py in the current folder.
        ChecksFailed: under `nbgrader validate` only, some test fails.
    """
    namespace: dict[str, Any] = {}
    for answer in answers:
        if callable(answer) and isinstance(name := getattr(answer, "__name__", None), str):
            namespace[name] = answer
        else:
            raise TypeError(
                f"check expects your function or class, as in check(conv_output_length), received {answer!r}"
            )
    name = exercise or next(iter(namespace), "")
    results = run(_tests(), namespace, only=name)
    if not results:
        raise CourseError(f"{TESTS} has no test of an exercise {name!r}")
    summary = as_text(name, results)
    failing = not all(result.passed for result in results)
    if failing and VALIDATING in os.environ:
        raise ChecksFailed(summary)
    if _in_jupyter():
        from IPython.display import HTML, display

        display(HTML(html.check(name, results)))
    else:
        print(summary)


def run(tests: Path, namespace: Mapping[str, Any], *, only: str | None = None) -> list[PublicResult]:
    """Run public tests against functions of this process.

    Args:
        tests: the test file.
        namespace: the student's functions and classes by name.
        only: the exercise to test; None for all.

    Raises:
        CourseError: the test file cannot be loaded.
    """
    session = _Session(namespace, only)
    try:
        pytest.main([*plugin.IN_PROCESS, f"--rootdir={tests.parent}", str(tests)], plugins=[session])
    finally:
        for name, module in list(sys.modules.items()):
            if getattr(module, "__file__", None) == str(tests):
                del sys.modules[name]
    if session.broken:
        raise CourseError(f"{tests.name} cannot be loaded: {session.broken}")
    return session.results


def as_text(name: str, results: list[PublicResult]) -> str:
    """Return the results of one exercise as plain lines."""
    passed = sum(result.passed for result in results)
    rows = [f"{name}: public tests {passed} of {len(results)}. The grader runs more."]
    for result in results:
        rows.append(f"  {'✓' if result.passed else '✗'} {result.fact}")
        if not result.passed:
            parts = {"call": result.call, "expected": result.expected, "received": result.received}
            parts["where"] = result.where
            rows += [f"      {word:<9}{visible(value)}" for word, value in parts.items() if value]
    return "\n".join(rows)


def _tests() -> Path:
    """Return the test file beside the notebook, or beside the script being run."""
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    folders = [Path.cwd(), *([Path(script).resolve().parent] if script else [])]
    for folder in folders:
        if (folder / TESTS).is_file():
            return (folder / TESTS).resolve()
    raise FileNotFoundError(f"expected {TESTS} in {folders[0]}: keep it beside the notebook")


def _in_jupyter() -> bool:
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and shell.__class__.__name__ == "ZMQInteractiveShell"


class _Session:
    """The pytest plugin object of a check: context for the fixtures, collector of results."""

    def __init__(self, namespace: Mapping[str, Any], only: str | None) -> None:
        self.results: list[PublicResult] = []
        self.broken = ""
        self._student, self._only = LocalStudent(namespace), only

    def student(self, item: pytest.Item) -> LocalStudent:
        """Return the student's functions."""
        self._student.last_call = ""
        return self._student

    def seed(self, item: pytest.Item) -> int:
        """Return a fixed seed: public tests are the same for everyone."""
        return seeds.test_seed("public", plugin.test_name(item))

    def reference(self, item: pytest.Item) -> ModuleType:
        """Refuse: there is no reference on a student's machine."""
        raise CourseError("public tests have no reference")

    def outcome(self, item: pytest.Item, measure: Measure) -> None:
        """Refuse: what training comes to is judged on data that no student has."""
        raise CourseError("public tests judge no outcome")

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Come before the plugin's own context for bare pytest."""
        config.stash[plugin.CONTEXT] = self

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            self.broken = report.longreprtext.strip().splitlines()[-1]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests of the exercise at hand."""
        if self._only is not None:
            items[:] = [item for item in items if plugin.exercise_of(item) == self._only]

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Turn each outcome into a result."""
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" or error is not None:
            self.results.append(_result(item, error, self._student.last_call))


def _result(item: pytest.Item, error: BaseException | None, call: str) -> PublicResult:
    about = {"exercise": plugin.exercise_of(item), "fact": plugin.fact(item)}
    match error:
        case None:
            return PublicResult(**about, passed=True)
        case Mismatch():
            expected, received = error.expected, error.received
            return PublicResult(
                **about, passed=False, call=call, expected=expected, received=received, where=error.where
            )
        case DidNotRaise():
            return PublicResult(
                **about,
                passed=False,
                call=call,
                expected=error.expected.__name__,
                received="an answer, no exception",
            )
        case Missing():
            return PublicResult(**about, passed=False, received=str(error))
        case NotImplementedError():
            return PublicResult(**about, passed=False, call=call, received="not implemented yet")
    text_of = f"{type(error).__name__}: {error}"
    return PublicResult(**about, passed=False, call=call, received=text_of, where=_own_line(error))


def _own_line(error: BaseException) -> str:
    """Return the innermost line of the student's own code: the last frame outside of ours."""
    frames = inspect.getinnerframes(error.__traceback__) if error.__traceback__ else []
    here = Path(__file__).parent
    ours = [frame for frame in frames if Path(frame.filename).parent == here]
    after = frames[frames.index(ours[-1]) + 1 :] if ours else []
    if not after:
        return ""
    last = after[-1]
    return f"line {last.lineno} of {last.function}: {linecache.getline(last.filename, last.lineno).strip()}"
