"""Seconds a submission by exercise, behind the wall, and the same work without one.

    python tests/bench/bench_exercises.py 03_convolution_layers [--submissions 3]

Both run the same hidden tests on the reference's answers: `graded` through a child, `bare` through
functions of this process, after a round that warms both up. What `graded` has on top is the price of
a child for each submission, of loading the notebook's cells, and of every question and answer. It
measures and asserts nothing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from autograder import assignment as assignments
from autograder import grading, variants
from autograder.assignment import Assignment
from autograder.grading import Focus
from autograder.model import Report
from autograder.sandbox.host import Sandbox
from autograder.student import LocalStudent
from autograder.submission import Cell, Submission
from autograder.suite import Suite, silent_stderr, with_suite

ROOT = Path(__file__).resolve().parents[2]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def graded(of: Assignment, exercise: str, count: int) -> float:
    """Grade the reference so many times, after one that is not counted; return seconds a submission."""
    cells = tuple(
        Cell(number, "code", name, text)
        for number, (name, text) in enumerate(variants.reference_cells(of).items(), start=1)
    )
    at: list[float] = []

    def done(report: Report) -> None:
        if report.score != of.exercise(exercise).points:
            raise SystemExit(f"{exercise}: the reference got {report.score}: {report.reason}")
        at.append(time.perf_counter())

    with Sandbox() as sandbox:
        grading.grade(
            of,
            (Submission(f"student{number}", f"{number:064}", cells) for number in range(count + 1)),
            sandbox=sandbox,
            secret=b"bench",
            on_report=done,
            focus=lambda _: Focus(frozenset({exercise})),
        )
    return (at[-1] - at[0]) / count


def bare(of: Assignment, exercise: str, count: int) -> float:
    """Run the same tests without a wall."""
    found: list[float] = []

    def work(suite: Suite) -> None:
        def once(seed: str) -> None:
            for item in (item for cases in suite.tests[exercise].values() for item in cases):
                suite.ending(item, lambda _: LocalStudent(vars(suite.module)), seed)

        with silent_stderr():
            once("warm")
            found.append(seconds(lambda: [once(f"{number}") for number in range(count)]) / count)

    with_suite(of, work)
    return found[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("--submissions", type=int, default=3)
    chosen = parser.parse_args()
    of = assignments.load(ROOT, chosen.slug)
    print(f"{'exercise':24}{'graded':>9}{'bare':>9}{'ratio':>8}   (seconds a submission)")
    for exercise in (one.name for one in of.config.exercises):
        with_wall, without = (how(of, exercise, chosen.submissions) for how in (graded, bare))
        print(f"{exercise:24}{with_wall:9.3f}{without:9.3f}{with_wall / without:8.2f}", flush=True)


if __name__ == "__main__":
    main()
