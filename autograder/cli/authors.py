"""What an assignment's author runs: release, audit, new."""

from __future__ import annotations

import os
import shutil
from enum import StrEnum
from typing import Annotated, Literal

import typer

from autograder import assignment as assignments
from autograder.cli.arguments import Root, course_root
from autograder.cli.exits import ExitCode
from autograder.cli.printing import complain, console, errors, say

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    Which machine mutants the tests kill is recorded in mutants.json beside the reference.

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
