"""What takes results, and grading itself, to other systems: export, schema, gradescope, ci."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.cli.arguments import Root, Slug, course_root, load
from autograder.cli.exits import ExitCode
from autograder.cli.printing import complain, say


class System(StrEnum):
    """Whose files are written."""

    gradescope = "gradescope"
    prairielearn = "prairielearn"
    coursera = "coursera"
    lti = "lti"
    canvas = "canvas"
    moodle = "moodle"
    csv = "csv"
    junit = "junit"


def export(
    folder: Annotated[Path, typer.Argument(help="Reports of `autograder grade`, or one student's.")],
    system: Annotated[System, typer.Option("--format", help="Whose files to write.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="A file; for formats of one submission a folder, with a file for each student."
        ),
    ],
    column: Annotated[
        str | None, typer.Option("--column", help="canvas, moodle: what the grade is called there.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="canvas: a gradebook exported there, to be filled in.")
    ] = None,
) -> int:
    """Turn finished reports into another system's files: what students may see, and no more.

    gradescope, prairielearn, coursera and lti take one submission at a time: OUT/STUDENT/results.json,
    feedback.json or score.json; of one student's folder, OUT itself is the file. canvas, moodle, csv and
    junit take a class. What was not graded has no score anywhere. csv is the instructor's, with reasons.

    Example: autograder export reports/ --format canvas --out canvas.csv
    """
    from autograder.reports import exporting

    if not (found := exporting.find(folder)):
        complain(f"no report.json in {folder}")
        return ExitCode.NOTHING_FOUND
    if system in exporting.EACH:
        for path in exporting.write_each(found, system, out):
            say(path)
        return ExitCode.OK
    for student in exporting.write_class(found, system, out, column=column, roster=roster):
        complain(f"{student} is not in {roster}, and so not in {out}")
    say(out)
    return ExitCode.OK


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="The file; by default it is printed.")] = None,
) -> int:
    """Write the JSON schema of report.json.

    Example: autograder schema --out report.schema.json
    """
    from autograder import model
    from autograder.reports import schema as schemas

    if out is None:
        sys.stdout.write(model.as_json(schemas.schema()))
    else:
        model.write_json(schemas.schema(), out)
        say(out)
    return ExitCode.OK


def gradescope(
    slug: Slug,
    out: Annotated[
        Path | None, typer.Option("--out", help="The zip to write; by default SLUG.zip here.")
    ] = None,
    root: Root = None,
) -> int:
    """Pack an assignment for Gradescope: upload the zip under "Configure Autograder".

    It holds the hidden tests and the course's secret: give it to nobody else. Choose the newest Ubuntu that
    is offered. Where Gradescope's machine has no Landlock or seccomp, nothing is graded, and results say so.

    Example: autograder gradescope 01_shapes_and_parameters --out autograder.zip
    """
    from autograder.gradescope import bundle

    path = out or Path(f"{slug}.zip")
    size = bundle.write(load(slug, root), path)
    say(f"{path} ({size / 1e6:.1f} MB): for Gradescope alone, the hidden tests are in it")
    return ExitCode.OK


def ci(
    forge: Annotated[Literal["github", "gitlab"], typer.Argument(help="Whose workflows to write.")],
    folder: Annotated[Path, typer.Argument(help="The folder for student/ and instructor/.")],
    runner: Annotated[
        Literal["gpu", "cpu"],
        typer.Option("--runner", help="Where to grade: gpu is a self-hosted runner of that label."),
    ] = "cpu",
    root: Root = None,
) -> int:
    """Write CI workflows: public tests for students, hidden tests for a repository that is yours alone.

    FOLDER/student goes into the repository that students get, beside the released folders.
    FOLDER/instructor goes into your private one, beside assignments/ and solutions/; list students and their
    repositories in its ci/submissions.csv, and start the workflow by hand at the deadline.

    Example: autograder ci github my-ci --runner gpu
    """
    from autograder import workflows

    for path in workflows.write(course_root(root), folder, forge, runner):
        say(path)
    return ExitCode.OK
