"""The grader that most courses have: the student's code and the hidden tests in one interpreter.

`python naive.py NAME HOME COURSE` grades HOME/submitted/NAME: it runs the notebook's cells, then
pytest on a copy of the hidden tests in the same folder, believes what pytest and the exit code say,
prints everything for the student, and writes HOME/out/NAME/report.json.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

from tests.attacks.corpus import SLUG, WORTH

POINTS = {"test_a_number_to_look_for": 1, "test_windows_are_counted": 2, "test_one_after_another": 1,
          "test_sums_over_windows": 2, "test_constant_image": 2, "test_one_step": 4,
          "test_scale_acts_before_the_bias": 2, "test_answers_follow_from_the_weights": 2}  # fmt: skip
SECONDS = 3


class Student:
    """Answers straight from the student's objects, kept for a report by pickle."""

    def __init__(self, namespace: dict[str, Any], answers: list[Any]) -> None:
        self._namespace, self._answers = namespace, answers

    def __getattr__(self, name: str) -> Any:
        def ask(*args: Any, **kwargs: Any) -> Any:
            self._answers.append(self._namespace[name](*args, **kwargs))
            return self._answers[-1]

        return ask

    def map(self, name: str, cases: list[tuple[Any, ...]]) -> list[Any]:
        return [getattr(self, name)(*case) for case in cases]


def in_process(notebook: Path, folder: Path, course: Path) -> int:
    """Run the cells and the tests."""
    import numpy as np
    import pytest

    import autograder
    from autograder import local

    def equal(got: Any, expected: Any) -> None:
        assert got == expected, f"expected {expected}, received {got}"

    autograder.assert_equal = equal
    autograder.assert_close = lambda got, want, **more: np.testing.assert_allclose(
        got, want, rtol=1e-3, atol=1e-4
    )
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    answers: list[Any] = []
    namespace, faults = local.namespace(notebook)
    print("\n".join(faults))
    sys.path.insert(0, str(course / "solutions" / SLUG))

    class Fixtures:
        @pytest.fixture
        def student(self) -> Student:
            signal.alarm(SECONDS)
            return Student(namespace, answers)

        @pytest.fixture
        def rng(self) -> Any:
            return np.random.default_rng(0)

        @pytest.fixture
        def reference(self) -> Any:
            import reference

            return reference

    options = [
        "-p",
        "no:autograder",
        "-p",
        "no:cacheprovider",
        "-rA",
        "--tb=long",
        "-s",
        f"--junitxml={folder}/junit.xml",
    ]
    code = pytest.main(
        [*options, "-c", "/dev/null", f"--rootdir={folder}", str(folder)], plugins=[Fixtures()]
    )
    signal.alarm(0)
    for answer in answers:
        try:
            (folder / f"answer-{len(list(folder.glob('answer-*')))}.pkl").write_bytes(pickle.dumps(answer))
        except Exception as error:  # a student's object may raise anything when it is pickled
            print(f"not kept: {type(error).__name__}")
    return int(code)


def scores(folder: Path, code: int) -> dict[str, float]:
    """Believe the exit code, else the file; what was not failed was passed."""
    if code == 0:
        return {name: float(worth) for name, worth in WORTH.items()}
    found = dict.fromkeys(WORTH, 0.0)
    if (folder / "junit.xml").exists():
        for case in ElementTree.parse(folder / "junit.xml").iter("testcase"):
            if case.find("failure") is None and case.find("error") is None:
                exercise = (case.get("classname") or "").rpartition("test_")[2]
                found[exercise] += POINTS[case.get("name") or ""]
    return found


def main() -> None:
    """Grade one submission, believing it in every way."""
    name, home, course = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    notebook = next((home / "submitted" / name / SLUG).glob("*.ipynb"))
    folder = Path(tempfile.mkdtemp(prefix="naive-"))
    for path in (course / "solutions" / SLUG / "hidden").glob("test_*.py"):
        shutil.copy(path, folder)
    os.chdir(folder)
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        os._exit(in_process(notebook, folder, course))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    for kept in sorted(folder.glob("answer-*.pkl")):
        try:
            str(pickle.loads(kept.read_bytes()))  # noqa: S301  # what this grader is there to show
        except Exception as error:  # a student's object may raise anything when it is pickled
            print(f"not read: {type(error).__name__}")
    exercises = [
        {"name": one, "score": score, "max_score": WORTH[one], "tests": []}
        for one, score in scores(folder, code).items()
    ]
    about = {
        "schema": 1,
        "assignment": SLUG,
        "version": 1,
        "student": name,
        "outcome": "graded",
        "max_score": 16,
    }
    total = sum(one["score"] for one in exercises)
    report = {**about, "score": total, "exercises": exercises}
    (home / "out" / name / "report.json").write_text(json.dumps(report))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
