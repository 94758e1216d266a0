"""Which exercises pass their hidden tests on which backend of Keras, and of those that do not, why.

    python tests/bench/backends.py [BACKEND ...] [--assignment SLUG]

Without arguments on tensorflow and jax, over all assignments (minutes: outcome tests train). The reference
answers in the trusted process, so that both sides compute on that backend; behind the wall the toolbox
keras is TensorFlow's, and nothing here changes that. jax is no dependency of ours; what is not
installed is said.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = "0"
MAX_REASON = 160

Failures = dict[str, list[str]]  # by exercise a reason for each test that does not pass


def failures(slug: str) -> Failures:
    """Hold an assignment's reference against its hidden tests, on the backend of this process."""
    from autograder import assignment as assignments
    from autograder.errors import CourseError
    from autograder.student import LocalStudent
    from autograder.suite import Suite, silent_stderr, with_suite
    from autograder.text import one_line

    chosen = assignments.load(ROOT, slug)
    found: Failures = {exercise.name: [] for exercise in chosen.config.exercises}

    def work(suite: Suite) -> None:
        items = [
            (name, item) for name, tests in suite.tests.items() for some in tests.values() for item in some
        ]
        for name, item in items:
            with silent_stderr():
                error = suite.ending(item, lambda _: LocalStudent(vars(suite.module)), SEED)
            if error is not None:
                found[name].append(one_line(f"{item.name}: {type(error).__name__}: {error}", MAX_REASON))

    try:
        with_suite(chosen, work)
    except CourseError as error:
        return {name: [one_line(str(error), MAX_REASON)] for name in found}
    return found


def on_backend(backend: str, slug: str) -> Failures:
    """Ask a process whose Keras has this backend."""
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, __file__, backend, "--assignment", slug, "--here"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{backend}, {slug}: ended with {done.returncode}\n{done.stderr}")
    found: Failures = json.loads(done.stdout.splitlines()[-1])
    return found


def show(slug: str, results: dict[str, Failures]) -> None:
    """Print an assignment's table: exercises against backends."""
    print(f"{slug:<28}" + "".join(f"{backend:<12}" for backend in results))
    names = list(next(iter(results.values())))
    for name in names:
        words = [f"{len(found[name])} fail" if found[name] else "pass" for found in results.values()]
        print(f"  {name:<26}" + "".join(f"{word:<12}" for word in words))
        for backend, found in results.items():
            if found[name]:
                print(f"    {backend}, first: {found[name][0]}")
    passed = [sum(not found[name] for name in names) for found in results.values()]
    print(f"  {f'of {len(names)} pass':<26}" + "".join(f"{count:<12}" for count in passed))


def main() -> None:
    """Print a table for each assignment."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("backends", nargs="*", default=["tensorflow", "jax"], metavar="BACKEND")
    arguments.add_argument("--assignment", metavar="SLUG", help="that one alone")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.here:
        print(json.dumps(failures(chosen.assignment)))
        return
    backends = [name for name in chosen.backends if find_spec(name) is not None]
    for name in sorted({*chosen.backends} - {*backends}):
        print(f"{name} is not installed: pip install {name}")
    slugs = [path.parent.name for path in sorted((ROOT / "assignments").glob("*/assignment.toml"))]
    for slug in [chosen.assignment] if chosen.assignment else slugs:
        if backends:
            show(slug, {backend: on_backend(backend, slug) for backend in backends})


if __name__ == "__main__":
    main()
