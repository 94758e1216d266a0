"""What an assignment's author runs: release, book, audit, calibrate, new."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder import assignment as assignments
from autograder.cli.arguments import CORES, Root, Slug, course_root, load
from autograder.cli.exits import ExitCode
from autograder.cli.printing import complain, console, errors, say, show


def release(
    slugs: Annotated[list[str] | None, typer.Argument(help="Assignments; by default all.")] = None,
    root: Root = None,
    stale: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if release/ is stale.")
    ] = False,
) -> int:
    """Build release/ from assignments/: what students get.

    Example: autograder release 01_shapes_and_parameters
    """
    from autograder import release as releases

    home = course_root(root)
    folder, known = home / "release", assignments.slugs(home)
    odd = (
        {path.name: ["its assignment is gone"] for path in releases.gone(known, folder)} if not slugs else {}
    )
    for slug in slugs or known:
        chosen = assignments.load(home, slug)
        if stale:
            odd[slug] = releases.stale(chosen, folder / slug)
        else:
            for path in releases.build(chosen, folder / slug):
                say(path)
    for slug, files in odd.items():
        if not stale:
            shutil.rmtree(folder / slug)
        elif files:
            complain(f"release/{slug} is stale ({', '.join(files)}): run autograder release")
    return ExitCode.LOST_POINTS if stale and any(odd.values()) else ExitCode.OK


def book(
    folder: Annotated[Path, typer.Argument(help="The folder of the site; an older book in it is replaced.")],
    root: Root = None,
) -> int:
    """Build the chapters into a book to read: a static site, with figures, without answers.

    Example: autograder book site
    """
    from autograder import book as books

    home = course_root(root)
    say(f"the book begins at {books.write(home, folder, show=lambda what: show(errors, what))}")
    return ExitCode.OK


class Format(StrEnum):
    """How an audit is printed."""

    text = "text"
    json = "json"
    html = "html"
    markdown = "markdown"


def audit(
    slugs: Annotated[list[str] | None, typer.Argument(help="Assignments; by default all.")] = None,
    root: Root = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
    exercises: Annotated[
        list[str] | None, typer.Option("--exercise", help="Look at this exercise alone; may be repeated.")
    ] = None,
    answers: Annotated[
        Literal["changed", "all"],
        typer.Option(
            "--answers", help="Grade all known answers, or of what changed and a quarter of the rest."
        ),
    ] = "all",
    mutants: Annotated[
        Literal["none", "changed", "all"],
        typer.Option("--mutants", help="Run machine mutants of the reference: of what changed, or all."),
    ] = "none",
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Processes side by side; by default one a core.")
    ] = CORES,
) -> int:
    """Let assignments prove themselves: every known answer against every hidden test.

    Prints solutions against tests, and on stderr what does not hold. Exit code 1 if anything does not.
    Where nothing is found, what the answers said is recorded in audit.json beside the reference; which
    machine mutants the tests kill, in mutants.json.

    Example: autograder audit 01_shapes_and_parameters --mutants changed
    """
    from autograder import audit as audits
    from autograder.audit import rendering

    home = course_root(root).resolve()
    if not (chosen := slugs or assignments.slugs(home)):
        complain(f"no assignment in {home / 'assignments'}")
        return ExitCode.NOTHING_FOUND
    done = audits.run(
        home,
        chosen,
        console=errors,
        workers=workers,
        answers=answers,
        mutants=mutants,
        exercises=exercises or None,
    )
    if form is Format.text:
        console.print(rendering.as_text(done))
    else:
        say(getattr(rendering, f"as_{form}")(done))
    findings = [finding for one in done for finding in one.findings]
    for finding in findings:
        complain(finding.sentence)
    return ExitCode.LOST_POINTS if findings else ExitCode.OK


def calibrate(
    slug: Slug,
    seeds: Annotated[int, typer.Option(help="On how many seeds each answer trains.", min=1, max=10_000)] = 20,
    root: Root = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="Train this answer alone, e.g. reference.py (repeatable).")
    ] = None,
) -> int:
    """Train every known answer on many seeds, and say which thresholds follow for the outcome tests.

    Values go into solutions/SLUG/calibration.json, one by one: an interrupted run goes on where it stopped,
    and what was measured of the same code is not measured again. Exit code 1 if a declared threshold
    leaves less room than the values ask for.

    Example: autograder calibrate 98_training --root tests/training
    """
    from autograder import calibration
    from autograder.calibration import rendering

    chosen = load(slug, root)
    try:
        done = calibration.run(chosen, seeds=seeds, console=errors, answers=answer or None)
    except KeyboardInterrupt:
        complain("interrupted: what was measured is kept; run the command again to go on")
        return ExitCode.INTERRUPTED
    if not done.tests:
        complain(f"{slug} has no outcome test: nothing to calibrate")
        return ExitCode.NOTHING_FOUND
    console.print(rendering.as_text(done.tests, done.evidence))
    for sentence in done.complaints:
        complain(sentence)
    return ExitCode.LOST_POINTS if done.complaints else ExitCode.OK


def new(
    slug: Annotated[str, typer.Argument(help="Two digits and a name, for instance 07_transformers.")],
    root: Root = None,
) -> int:
    """Write a working assignment to start from: it passes its audit as it stands.

    Example: autograder new 07_transformers
    """
    from autograder import skeleton

    for path in skeleton.write(course_root(root), slug):
        say(path)
    return ExitCode.OK
