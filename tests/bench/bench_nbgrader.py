"""Seconds a submission and memory a worker: plain `nbgrader autograde` and ours, on the same answers.

    python tests/bench/bench_nbgrader.py [--submissions 30] [--ours 300]

It measures and asserts nothing. Plain nbgrader takes 4 to 20 s a submission.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, cycle, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import our_grader

from autograder import assignment, handout, variants

if TYPE_CHECKING:
    import our_course
    import plain_nbgrader

ROOT = Path(__file__).resolve().parents[2]
SLUG = "01_shapes_and_parameters"
EXERCISES = ("conv_output_length", "same_padding", "pool_output_shape")
KERAS_CELL = """import keras
layer = keras.layers.Dense(4)
layer(keras.ops.ones((2, 3)))


def same(number):
    return number
"""


@dataclass(frozen=True)
class Answer:
    """One submission: whose, which variant it is made of, and its solution cells."""

    student: str
    label: str
    sources: dict[str, str]


def cut_course(root: Path) -> assignment.Assignment:
    """Write a course of the three exercises alone: the handout up to the last check cell of theirs."""
    full = assignment.load(ROOT, SLUG)
    ours, theirs = root / "assignments" / SLUG, root / "solutions" / SLUG
    ours.mkdir(parents=True)
    config = (full.folder / "assignment.toml").read_text(encoding="utf-8")
    head, *entries = re.split(r"(?m)^(?=\[\[exercises\]\])", config)
    total = sum(full.exercise(name).points for name in EXERCISES)
    kept = [entry for entry in entries if any(f'"{name}"' in entry for name in EXERCISES)]
    head = re.sub(r"(?m)^points = .*", f"points = {total:g}", head)
    (ours / "assignment.toml").write_text(head + "".join(kept), encoding="utf-8")
    text = (full.folder / full.config.handout).read_text(encoding="utf-8")
    cells = re.split(r"(?m)^(?=# %%)", text)
    last = next(n for n, cell in enumerate(cells) if f'id="check_{EXERCISES[-1]}"' in cell)
    (ours / full.config.handout).write_text("".join(cells[: last + 1]), encoding="utf-8")
    (theirs / "hidden").mkdir(parents=True)
    shutil.copy(full.hidden().parent / "reference.py", theirs)
    for name in EXERCISES:
        shutil.copy(full.hidden() / f"test_{name}.py", theirs / "hidden")
        for side in ("right", "wrong"):
            shutil.copytree(full.hidden().parent / side / name, theirs / side / name)
    return assignment.load(root, SLUG)


def mix(course: assignment.Assignment, count: int) -> list[Answer]:
    """Return the reference, then right and wrong variants of the three exercises in turn, over and over."""
    found = [one for side in ("right", "wrong") for one in variants.discover(course, side)]
    groups = [
        [one for one in found if (one.side, one.exercise) == (side, name)]
        for side in ("right", "wrong")
        for name in EXERCISES
    ]
    in_turn = [None, *filter(None, chain.from_iterable(zip_longest(*groups)))]
    answers = []
    for number, one in enumerate(islice(cycle(in_turn), count), start=1):
        student = f"student_{number:04d}"
        sources = variants.assemble(course, {one.exercise: one} if one else {})
        sources[EXERCISES[0]] += f"\n# {student}"  # no two files alike, as in a class
        label = f"{one.side}/{one.exercise}/{one.name}" if one else "reference"
        answers.append(Answer(student, label, sources))
    return answers


def run_plain(folder: Path, course: assignment.Assignment, answers: list[Answer]) -> plain_nbgrader.PlainRun:
    """Grade with plain nbgrader."""
    import plain_nbgrader  # not above: fresh processes load this file too, and ours needs no nbgrader

    plain_nbgrader.build(folder, variants.reference_cells(course), course.hidden())
    plain_nbgrader.hand_in(folder, {answer.student: answer.sources for answer in answers})
    return plain_nbgrader.autograde(folder)


def run_ours(
    folder: Path, course: assignment.Assignment, answers: list[Answer]
) -> tuple[our_grader.OurRun, our_grader.Weight]:
    """Grade with ours in a fresh process, which is then weighed as the worker it is."""
    folder.mkdir()
    for answer in answers:
        book = handout.write(handout.notebook(course, answer.sources))
        (folder / f"{answer.student}.ipynb").write_text(book, encoding="utf-8")
    print(f"ours: {len(answers)} submissions", file=sys.stderr)
    cells = dict(enumerate(variants.reference_cells(course).values(), start=1))
    with fresh_process() as call:
        run = call(our_grader.grade, course.folder.parents[1], SLUG, folder, time.monotonic())
        return run, call(our_grader.weigh, "numpy", cells, "conv_output_length", (10, 3))


def run_courses(
    folder: Path, course: assignment.Assignment, answers: list[Answer]
) -> list[our_course.CourseRun]:
    """Grade an nbgrader course into its gradebook, with one worker and with two."""
    import our_course

    books = {answer.student: handout.write(handout.notebook(course, answer.sources)) for answer in answers}
    root, runs = course.folder.parents[1], []
    for workers in (1, 2):
        print(f"ours: a course of {len(books)}, workers: {workers}", file=sys.stderr)
        runs.append(our_course.grade(folder / f"course{workers}", root, SLUG, books, workers))
    return runs


@contextmanager
def fresh_process() -> Iterator[Callable[..., Any]]:
    """Yield a function that calls a function in a process that has imported nothing yet."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda function, *arguments: pool.submit(function, *arguments).result()


def show_times(plain: plain_nbgrader.PlainRun, ours: list[our_grader.OurRun]) -> None:
    """Print seconds per submission, start-up apart and included, and the ratios."""
    print("\nTime                    submissions  start-up s  s a submission  s a submission")
    print("                                                 start-up apart  start-up included")
    for name, run in (("plain nbgrader", plain), *(("ours", run) for run in ours)):
        each = run.grading_seconds / run.submissions
        with_start = each + run.start_seconds / run.submissions
        print(f"{name:22}{run.submissions:13}{run.start_seconds:12.2f}{each:16.4f}{with_start:16.4f}")
    each = plain.grading_seconds / plain.submissions
    for run in ours:  # plain nbgrader keeps nothing from one submission to the next: each costs the same
        apart = each * run.submissions / run.grading_seconds
        included = (plain.start_seconds + each * run.submissions) / (run.start_seconds + run.grading_seconds)
        print(f"{'plain / ours':22}{run.submissions:13}{'':12}{apart:15.1f}x{included:15.1f}x")
    print(f"(plain nbgrader beyond {plain.submissions} submissions: reckoned, not run)")
    for run in ours:
        print(
            f"start-up of ours at {run.submissions}: "
            f"interpreter and imports {run.interpreter_seconds:.2f} s, "
            f"numpy zygote {run.zygote_seconds:.2f} s, "
            f"collecting tests, with import of Keras, {run.oracle_seconds:.2f} s"
        )


def show_outcomes(
    answers: list[Answer], plain: plain_nbgrader.PlainRun, ours: list[our_grader.OurRun]
) -> None:
    """Print in how many exercises the two graders disagree about full points, and which they are."""
    run, label = ours[0], {answer.student: answer.label for answer in answers}
    differ = [
        f"  {label[student]}, {name}: plain {'full' if full else 'none'}, ours {'none' if full else 'full'}"
        for student, grades in sorted(plain.outcomes.items())
        for name, full in grades.items()
        if run.outcomes.get(student, {}).get(name) != full
    ]
    graded = [full for grades in plain.outcomes.values() for full in grades.values()]
    print(f"\nOutcomes of {len(graded)} exercises in {len(answers)} submissions (full points, or not)")
    print(f"plain nbgrader: {sum(graded)} full; disagreements with ours: {len(differ)}")
    print("\n".join(differ), end="\n" if differ else "")
    if any("asks_keras" in line for line in differ):
        print("  (asks_keras imports the library it is to imitate; nbgrader's kernel has no wall against it)")
    for fault in (fault for one in ours for fault in one.faults):
        print(f"  not graded by ours: {fault}")


def show_courses(plain: plain_nbgrader.PlainRun, runs: list[our_course.CourseRun]) -> None:
    """Print what it takes until a whole course stands in its gradebook, all start-up included."""
    each = plain.grading_seconds / plain.submissions
    print(
        "\nA course into its gradebook  submissions       all s  of it start-up s"
        "  s a submission   plain / ours"
    )
    for run in runs:
        theirs = plain.start_seconds + each * run.submissions
        name, apart = f"ours, workers: {run.workers}", (run.seconds - run.again_seconds) / run.submissions
        times = f"{run.seconds:12.1f}{run.again_seconds:18.1f}{apart:16.4f}"
        print(f"{name:28}{run.submissions:12}{times}{theirs / run.seconds:14.1f}x")
        shared = {student: full for student, full in plain.outcomes.items() if student in run.outcomes}
        graded = [
            (full, run.outcomes[student][name])
            for student, one in shared.items()
            for name, full in one.items()
        ]
        print(
            f"    same outcome in {sum(a == b for a, b in graded)} of {len(graded)} exercises graded by both"
        )
    print(
        f"(plain nbgrader: {each:.2f} s a submission, measured on {plain.submissions}; the rest is reckoned)"
    )


def show_weights(numpy: our_grader.Weight, keras: our_grader.Weight) -> None:
    """Print memory per worker, and what children and calls cost."""

    def size(memory: our_grader.Memory | None) -> str:
        return f"{memory.pss:.1f} ({memory.anonymous:.1f})" if memory else "root only"

    def private(memory: our_grader.Memory | None) -> str:
        return f"{memory.private:.1f}" if memory else "root only"

    rows = (
        ("trusted process with Keras oracles, PSS MiB (anonymous)", size(numpy.trusted), "-"),
        ("zygote beside one child, PSS MiB (anonymous)", size(numpy.zygote), size(keras.zygote)),
        ("child that has run its cells, PSS MiB (anonymous)", size(numpy.child), size(keras.child)),
        ("  private to the child, MiB", private(numpy.child), private(keras.child)),
        ("zygote start-up, s", f"{numpy.zygote_start_seconds:.2f}", f"{keras.zygote_start_seconds:.2f}"),
        ("  of it imports, s", f"{numpy.zygote_import_seconds:.2f}", f"{keras.zygote_import_seconds:.2f}"),
        (
            f"fork and lock, ms (median of {our_grader.LOCKS})",
            f"{numpy.lock_milliseconds:.1f}",
            f"{keras.lock_milliseconds:.1f}",
        ),
        (
            f"one call, µs (median of {our_grader.CALLS})",
            f"{numpy.call_microseconds:.0f}",
            f"{keras.call_microseconds:.0f}",
        ),
    )
    print(f"\n{'Memory and latency of one worker':56}{'numpy':>16}{'keras':>16}")
    for title, left, right in rows:
        print(f"{title:56}{left:>16}{right:>16}")
    print(f"wall: {numpy.wall}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--submissions", type=int, default=30, help="graded by both (default 30)")
    parser.add_argument("--ours", type=int, default=300, help="graded by ours alone (default 300)")
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; exercises: {', '.join(EXERCISES)}")
    with tempfile.TemporaryDirectory(prefix="bench-nbgrader-") as folder:
        here = Path(folder)
        course = cut_course(here / "course")
        few, many = mix(course, chosen.submissions), mix(course, chosen.ours)
        plain = run_plain(here / "plain", course, few)
        courses = run_courses(here, course, many)
        few_run, _ = run_ours(here / "few", course, few)
        many_run, numpy = run_ours(here / "many", course, many)
        with fresh_process() as call:
            keras = call(our_grader.weigh, "keras", {1: KERAS_CELL}, "same", (1,))
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"load at the end, over 1, 5 and 15 minutes: {loads} (beyond the cores, times are too long)")
    show_times(plain, [few_run, many_run])
    show_courses(plain, courses)
    show_outcomes(few, plain, [few_run, many_run])
    show_weights(numpy, keras)


if __name__ == "__main__":
    main()
